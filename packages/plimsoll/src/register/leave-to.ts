import {
  type Faults,
  type OptionRule,
  type OptionRules,
  satisfies,
  variableOf,
} from '@plimsoll/kernel';
import { PREFIX } from './settings.ts';

const VARIABLE = variableOf(PREFIX, 'leaveTo');

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Several packages have an option `leaveTo`, each with words of its own, and there is one variable: each package is
 * given the words that it knows. Words that none knows are one warning, and left out.
 */
export function shareLeaveTo(
  variables: Variables,
  rules: readonly OptionRule<readonly string[]>[],
  faults: Faults,
): (rules: OptionRules) => Variables {
  const words = (variables[VARIABLE] ?? '').split(',').flatMap((word) => word.trim() || []);
  const unknown = words.filter((word) => !rules.some((rule) => satisfies(rule, [word])));
  if (unknown.length > 0)
    faults.report(
      `Expected ${VARIABLE} to be ${rules.map(({ expected }) => expected).join(' or ')}, got '${unknown.join(',').slice(0, 40)}'; leaving it out`,
    );
  return ({ leaveTo }) => ({
    ...variables,
    [VARIABLE]: words
      .filter((word) => leaveTo !== undefined && satisfies(leaveTo, [word]))
      .join(','),
  });
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type OptionRules, variableOf } from '@plimsoll/kernel';
import * as leaks from '@plimsoll/memory-leak-detector';
import * as resources from '@plimsoll/otel-resources';
import * as pools from '@plimsoll/pool-instrumentation';
import { expect, test } from 'vitest';
import { fileKeyOf } from '../src/register/file/options.ts';
import { OPTIONS, PREFIX } from '../src/register/settings.ts';

const PAGE = fileURLToPath(new URL('../../../docs/configuration.md', import.meta.url));

const SECTIONS: readonly (readonly [title: string, section: string, rules: OptionRules])[] = [
  ['`plimsoll/register`', '', OPTIONS],
  ['`resources`: @plimsoll/otel-resources', 'resources.', resources.OPTIONS],
  ['`pools`: @plimsoll/pool-instrumentation', 'pools.', pools.OPTIONS],
  ['`leaks`: @plimsoll/memory-leak-detector', 'leaks.', leaks.OPTIONS],
];

const NONE = 'code only';

/** Long lists of names stand in the README of the package. */
const brief = (expected: string): string =>
  expected.length > 80 ? expected.replace(/ of '.*/, ' of the names in its README') : expected;

function table(section: string, rules: OptionRules): string {
  const rows = Object.entries(rules).map(([option, { expected, fallback, parse }]) => {
    const variable = parse ? `\`${variableOf(PREFIX, option)}\`` : NONE;
    const key = parse ? `\`${section}${fileKeyOf(option)}\`` : NONE;
    const value = fallback === undefined ? '' : `\`${JSON.stringify(fallback)}\``;
    return `| \`${option}\` | ${variable} | ${key} | ${brief(expected)} | ${value} |`;
  });
  return [
    '| option | variable | key in the file | expected | default |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

test('docs/configuration.md lists every option, and none that is not', async () => {
  const sections = SECTIONS.map(
    ([title, section, rules]) => `### ${title}\n\n${table(section, rules)}\n`,
  );
  const page = readFileSync(PAGE, 'utf8').replace(
    /(<!-- options -->\n)[\s\S]*(<!-- \/options -->)/,
    (_, begin: string, end: string) => `${begin}\n${sections.join('\n')}\n${end}`,
  );
  await expect(page).toMatchFileSnapshot(PAGE);
});

test('what docs/configuration.md says of an option is the name of one', () => {
  const known = SECTIONS.flatMap(([, section, rules]) =>
    Object.keys(rules).flatMap((option) => [
      variableOf(PREFIX, option),
      `${section}${fileKeyOf(option)}`,
    ]),
  );
  const text = readFileSync(PAGE, 'utf8');
  const named = text.match(/PLIMSOLL_[A-Z_]*[A-Z]|\b(?:resources|pools|leaks)\.[a-z]+_[a-z_]+/g);
  for (const name of named ?? []) expect(known).toContain(name);
});

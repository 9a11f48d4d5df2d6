import type { Faults } from '@plimsoll/kernel';

/** The `OTEL_*` variables; an empty one counts as not set, as the specification says. */
export interface Environment {
  text(variable: string): string | undefined;
  /** A list separated by commas. */
  list(variable: string, fallback: readonly string[]): readonly string[];
  /** An integer from 1 to `max`, by default the longest time of a timer; a bad value is one warning. */
  positive(variable: string, fallback: number, max?: number): number;
  /** Warns that a variable is not what it should be; without `got` its value, which may be a secret, is not told. */
  bad(variable: string, expected: string, got?: string): void;
  /** Warns of each variable that is set, but neither to `true` nor to `false`. */
  checkSwitches(variables: readonly string[]): void;
}

/** A timer of more milliseconds fires after one, and so would an export. */
export const LONGEST_TIMER_MILLIS = 2_147_483_647;

export function readOtelEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  faults: Faults,
): Environment {
  const text = (variable: string): string | undefined => variables[variable]?.trim() || undefined;
  const bad: Environment['bad'] = (variable, expected, got) => {
    const end = got === undefined ? '' : `, got '${got.slice(0, 40)}'`;
    faults.report(`Expected ${variable} to be ${expected}${end}`);
  };
  return {
    text,
    bad,
    checkSwitches(switches) {
      for (const variable of switches) {
        const given = text(variable);
        if (given !== undefined && !/^(true|false)$/i.test(given))
          bad(variable, 'true or false; using false', given);
      }
    },
    list(variable, fallback) {
      const words = text(variable)
        ?.split(',')
        .map((word) => word.trim())
        .filter((word) => word !== '');
      return words?.length ? [...new Set(words)] : fallback;
    },
    positive(variable, fallback, max = LONGEST_TIMER_MILLIS) {
      const given = text(variable);
      if (given === undefined) return fallback;
      const value = Number(given);
      if (Number.isInteger(value) && value >= 1 && value <= max) return value;
      bad(variable, `an integer from 1 to ${max}; using ${fallback}`, given);
      return fallback;
    },
  };
}

import type { Faults } from '@plimsoll/kernel';

/** The `OTEL_*` variables; an empty one counts as not set, as the specification says. */
export interface Environment {
  text(variable: string): string | undefined;
  /** A list separated by commas. */
  list(variable: string, fallback: readonly string[]): readonly string[];
  /** An integer from 1 to `max`; a bad value is one warning. */
  positive(variable: string, fallback: number, max?: number): number;
  /** Warns that a variable is not what it should be. */
  bad(variable: string, expected: string, got: string): void;
}

export function readOtelEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  faults: Faults,
): Environment {
  const text = (variable: string): string | undefined => variables[variable]?.trim() || undefined;
  const bad = (variable: string, expected: string, got: string): void =>
    faults.report(`Expected ${variable} to be ${expected}, got '${got.slice(0, 40)}'`);
  return {
    text,
    bad,
    list(variable, fallback) {
      const words = text(variable)
        ?.split(',')
        .map((word) => word.trim())
        .filter((word) => word !== '');
      return words?.length ? [...new Set(words)] : fallback;
    },
    positive(variable, fallback, max = Number.MAX_SAFE_INTEGER) {
      const given = text(variable);
      if (given === undefined) return fallback;
      const value = Number(given);
      if (Number.isInteger(value) && value >= 1 && value <= max) return value;
      bad(variable, `an integer from 1 to ${max}; using ${fallback}`, given);
      return fallback;
    },
  };
}

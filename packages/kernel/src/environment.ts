import type { Faults } from './fault.ts';
import { type OptionRules, type OptionValues, satisfies } from './options.ts';

/**
 * The options that environment variables set: `sampleIntervalMillis` under the prefix `PLIMSOLL_` is
 * `PLIMSOLL_SAMPLE_INTERVAL_MILLIS`. A bad value is one warning that names the variable and what is used instead,
 * for a typo in a deployment must not stop production. Keys that no variable sets are absent.
 */
export function readEnvironment<const R extends OptionRules>(
  rules: R,
  prefix: string,
  environment: Readonly<Record<string, string | undefined>>,
  faults: Faults,
): Partial<OptionValues<R>> {
  const values: Record<string, unknown> = {};
  for (const [key, rule] of Object.entries(rules)) {
    const variable = variableOf(prefix, key);
    const text = environment[variable];
    if (!rule.parse || text === undefined || text === '') continue;
    const value = rule.parse(text);
    if (value !== undefined && satisfies(rule, value)) values[key] = value;
    else
      faults.report(
        `Expected ${variable} to be ${rule.expected}, got '${text.slice(0, 40)}'; using ${JSON.stringify(rule.fallback) ?? 'the default'}`,
      );
  }
  return values as Partial<OptionValues<R>>;
}

/** `sampleIntervalMillis` -> `PLIMSOLL_SAMPLE_INTERVAL_MILLIS`. */
export function variableOf(prefix: string, key: string): string {
  return prefix + key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

import type { ConfigurationModel } from '@opentelemetry/configuration';
import { type Faults, type OptionRules, type OptionValues, satisfies } from '@plimsoll/kernel';
import type { ConfigFile } from './load.ts';

/** Where the file tells our options: `instrumentation/development.js.plimsoll`. */
const BLOCK = ['instrumentation/development', 'js', 'plimsoll'] as const;

/** The key of an option in the file: `sampleIntervalMillis` is `sample_interval_millis`. */
export function fileKeyOf(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What the file tells of our options. */
export interface FileOptions {
  /**
   * Those that stand directly in our block, or in one of its sections. An unknown key and a bad value are one warning
   * each, which names the key and the file, and are left out; a key without a value counts as not given.
   */
  read<R extends OptionRules>(rules: R, section?: string): Partial<OptionValues<R>>;
  /** How a warning names an option in a section, with the file. */
  nameOf(option: string, section: string): string;
  /** Those that have been read and are right by themselves: `leaks.warmup_millis=0`. None is a secret. */
  readonly told: readonly string[];
}

/** Our block of the file; `sections` are those that stand in it beside options. */
export function fileOptions(
  file: ConfigFile | undefined,
  sections: readonly string[],
  faults: Faults,
): FileOptions {
  const block = file && blockOf(file.model);
  const locate = (key: string): string => `${[...BLOCK, key].join('.')} in ${file?.path}`;
  const warn = (key: string, problem: string): void => faults.report(`${locate(key)} ${problem}`);
  const told: string[] = [];
  return {
    told,
    nameOf: (option, section) => locate(`${section}.${fileKeyOf(option)}`),
    read<R extends OptionRules>(rules: R, section?: string): Partial<OptionValues<R>> {
      const given = section === undefined ? block : block?.[section];
      if (given === undefined || given === null) return {};
      if (!isMapping(given)) {
        warn(section ?? '', 'is expected to be a mapping; it is left out');
        return {};
      }
      const options = new Map(Object.keys(rules).map((option) => [fileKeyOf(option), option]));
      const values: Record<string, unknown> = {};
      for (const [key, value] of Object.entries(given)) {
        const name = section === undefined ? key : `${section}.${key}`;
        const option = options.get(key);
        const rule = option === undefined ? undefined : rules[option];
        if (section === undefined && sections.includes(key)) continue;
        if (!option || !rule?.parse) warn(name, 'is no option of Plimsoll');
        else if (value === null) continue;
        else if (satisfies(rule, value)) {
          values[option] = value;
          told.push(`${name}=${value}`);
        } else warn(name, `is expected to be ${rule.expected}; it is left out`);
      }
      return values as Partial<OptionValues<R>>;
    },
  };
}

function blockOf(model: ConfigurationModel): Record<string, unknown> | undefined {
  let found: unknown = model;
  for (const key of BLOCK) found = isMapping(found) ? found[key] : undefined;
  return isMapping(found) ? found : undefined;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { Faults } from './fault.ts';
import type { OptionRules, OptionValues } from './options.ts';

/** What holds between options that are right by themselves. */
export interface Constraint<V> {
  /** The options that it is about; no two constraints have one in common. */
  readonly keys: readonly (keyof V)[];
  /** Throws a `TypeError` or `RangeError` where they contradict each other. */
  readonly check: (values: V) => void;
}

/** Throws where one of `constraints` does not hold. */
export function checkConstraints<V>(constraints: readonly Constraint<V>[], values: V): void {
  for (const { check } of constraints) check(values);
}

/**
 * `given` without the options that contradict each other, or the default of another: they are one warning for each constraint, which
 * names them by `nameOf`. For what a deployment tells, where a contradiction must not stop production.
 */
export function withoutContradictions<const R extends OptionRules>(
  rules: R,
  constraints: readonly Constraint<OptionValues<R>>[],
  given: Partial<OptionValues<R>>,
  nameOf: (key: string) => string,
  faults: Faults,
): Partial<OptionValues<R>> {
  const defaults = Object.entries(rules).map(([key, { fallback }]) => [key, fallback]);
  const values = { ...Object.fromEntries(defaults), ...given } as OptionValues<R>;
  const left = { ...given };
  for (const { keys, check } of constraints)
    try {
      check(values);
    } catch (error) {
      const told = keys.filter((key) => Object.hasOwn(given, key));
      for (const key of told) delete left[key];
      const names = told.map((key) => nameOf(String(key))).join(', ');
      faults.report(`contradiction in ${names}, the defaults are used`, error);
    }
  return left;
}

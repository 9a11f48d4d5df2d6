import type { Faults } from './fault.ts';
import { type OptionRules, type OptionValues, readOptions } from './options.ts';

/**
 * Numbers that can be changed while something runs on them. The interface is structural: whatever has it, of whichever
 * package, can be handed to whoever wants to change or to follow thresholds.
 */
export interface Thresholds<V extends object> {
  /** As they are now. */
  readonly values: Readonly<V>;
  /**
   * Changes some at once; `undefined` gives one its default. Throws a `TypeError` for an unknown key or a wrong type and a
   * `RangeError` for a value out of range, as the constructor does, and then changes none.
   */
  set(changes: { readonly [K in keyof V]?: V[K] | undefined }): void;
  /** Calls `listener` after each change, until the result is disposed or `signal` is aborted. */
  subscribe(
    listener: (values: Readonly<V>) => void,
    options?: { readonly signal?: AbortSignal },
  ): Disposable;
}

export interface ThresholdOptions<R extends OptionRules> {
  readonly rules: R;
  readonly initial: OptionValues<R>;
  /** What they belong to, as an error names it. */
  readonly where: string;
  readonly faults: Faults;
  /** Throws where values that are right by themselves contradict each other. */
  readonly check?: (values: OptionValues<R>) => void;
}

/** Those of `options` that have a rule. */
export function thresholdsIn<const R extends OptionRules>(
  rules: R,
  options: OptionValues<R>,
): OptionValues<R> {
  const keys = Object.keys(rules);
  return Object.fromEntries(keys.map((key) => [key, options[key]])) as OptionValues<R>;
}

/** Those of `initial` that have a rule; a listener that throws is one diagnostic. */
export function createThresholds<const R extends OptionRules>({
  rules,
  initial,
  where,
  faults,
  check,
}: ThresholdOptions<R>): Thresholds<OptionValues<R>> {
  const listeners = new Map<Disposable, (values: OptionValues<R>) => void>();
  const keys = Object.keys(rules);
  let values = Object.freeze(thresholdsIn(rules, initial));

  return {
    get values() {
      return values;
    },
    set(changes) {
      // Not spread over the values where it is no object: the check is to refuse that.
      const isObject = typeof changes === 'object' && changes !== null && !Array.isArray(changes);
      const next = readOptions(
        rules,
        isObject ? { ...values, ...changes } : (changes ?? null),
        where,
      );
      check?.(next);
      if (keys.every((key) => Object.is(next[key], values[key]))) return;
      values = Object.freeze(next);
      for (const [subscription, listener] of [...listeners])
        if (listeners.has(subscription))
          faults.guard('a subscriber of thresholds failed', () => listener(values));
    },
    subscribe(listener, { signal } = {}) {
      const end = (): void => {
        listeners.delete(subscription);
        signal?.removeEventListener('abort', end);
      };
      const subscription: Disposable = { [Symbol.dispose]: end };
      if (typeof listener !== 'function')
        throw new TypeError(
          `Expected \`listener\` to be a function, got a value of type ${typeof listener}`,
        );
      if (signal?.aborted) return subscription;
      signal?.addEventListener('abort', end);
      listeners.set(subscription, listener);
      return subscription;
    },
  };
}

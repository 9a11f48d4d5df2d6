import { type Faults, type OptionRule, readOptions, signalOption } from '@plimsoll/kernel';
import type { SubscribeOptions } from './monitor.ts';

/** Who is told; disposing ends every subscription. */
export interface Subscribers<T> extends Disposable {
  add(listener: (value: T) => void, options?: SubscribeOptions): Disposable;
  /** Tells all who are there now; `make` is asked once, and not where there is nobody. */
  tell(make: () => T): void;
}

const RULES: { readonly signal: OptionRule<AbortSignal | undefined> } = { signal: signalOption };

export function createSubscribers<T>(faults: Faults): Subscribers<T> {
  const all = new Map<Disposable, (value: T) => void>();
  const failed = (error: unknown): void => faults.report('a subscriber failed', error);

  return {
    add(listener, options) {
      const { signal } = readOptions(RULES, options, 'subscribe');
      if (typeof listener !== 'function')
        throw new TypeError(
          `Expected \`listener\` to be a function, got a value of type ${typeof listener}`,
        );
      const end = (): void => {
        all.delete(subscription);
        signal?.removeEventListener('abort', end);
      };
      const subscription: Disposable = { [Symbol.dispose]: end };
      if (signal?.aborted) return subscription;
      signal?.addEventListener('abort', end);
      all.set(subscription, listener);
      return subscription;
    },
    tell(make) {
      if (all.size === 0) return;
      const value = make();
      // One that subscribes others, or ends them, must not change who is told of this sample, but for those it ends.
      for (const [subscription, listener] of [...all]) {
        if (!all.has(subscription)) continue;
        try {
          const answer: unknown = listener(value);
          if (answer instanceof Promise) answer.catch(failed);
        } catch (error) {
          failed(error);
        }
      }
    },
    [Symbol.dispose]() {
      for (const subscription of [...all.keys()]) subscription[Symbol.dispose]();
    },
  };
}

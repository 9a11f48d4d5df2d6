type Executor = (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void;

/** Told how a promise settles, at the moment when it is settled and not a microtask later. */
export interface Settlement<T> {
  resolved(token: T, value: unknown): void;
  rejected(token: T, reason: unknown): void;
}

type Method = (...args: never[]) => unknown;

/** Calls `method` on `target` and sees how the promise settles that it gives. */
export type SettleTap<K extends string, T> = (
  target: Record<K, PromiseConstructor>,
  token: T,
  method: Method,
  args: unknown[],
) => unknown;

/**
 * Sees how the promise settles that a method makes of the promise class which its object keeps under `key`: for
 * the length of the call that class is replaced by one whose first promise is watched. The caller gets the
 * original promise. A `.then()` of ours instead would mark its rejection as handled and so hide a missing
 * handler of the application.
 */
export function createSettleTap<K extends string, T>(
  key: K,
  settlement: Settlement<T>,
): SettleTap<K, T> {
  let real: PromiseConstructor | undefined;
  let tapped: PromiseConstructor | undefined;
  let current: { readonly token: T; readonly target: Record<K, PromiseConstructor> } | undefined;

  /** The call under way, once; from then on its object has its own promise class back. */
  const take = (): { readonly token: T } | undefined => {
    const call = current;
    current = undefined;
    if (call && call.target[key] === tapped) call.target[key] = real as PromiseConstructor;
    return call;
  };
  const construct = (Real: PromiseConstructor, executor: Executor): Promise<unknown> => {
    const call = take();
    if (!call) return new Real(executor);
    return new Real((resolve, reject) =>
      executor(
        (value) => {
          settlement.resolved(call.token, value);
          resolve(value);
        },
        (reason) => {
          settlement.rejected(call.token, reason);
          reject(reason);
        },
      ),
    );
  };
  const reject = (Real: PromiseConstructor, reason: unknown): Promise<never> => {
    const call = take();
    if (call) settlement.rejected(call.token, reason);
    return Real.reject(reason);
  };

  return (target, token, method, args) => {
    const outer = current;
    const before = target[key];
    if (before !== tapped && before !== real) {
      real = before;
      tapped = standIn(before, construct, reject);
    }
    const call = { token, target };
    current = call;
    target[key] = tapped as PromiseConstructor;
    let promise: unknown;
    try {
      promise = Reflect.apply(method, target, args);
    } catch (error) {
      if (current === call) settlement.rejected(token, error);
      throw error;
    } finally {
      const seen = current !== call;
      current = outer;
      if (target[key] === tapped || target[key] === real) target[key] = before;
      if (!seen) follow(promise, token, settlement);
    }
    return promise;
  };
}

/** For a method that somebody wrapped so that it makes its promise later or of another class. */
function follow<T>(promise: unknown, token: T, settlement: Settlement<T>): void {
  if (typeof (promise as PromiseLike<unknown> | undefined)?.then !== 'function') return;
  void (promise as PromiseLike<unknown>).then(
    (value) => settlement.resolved(token, value),
    (reason) => settlement.rejected(token, reason),
  );
}

/** A class that constructs by `construct`, rejects by `reject` and has everything else of `real`. */
function standIn(
  real: PromiseConstructor,
  construct: (Real: PromiseConstructor, executor: Executor) => Promise<unknown>,
  reject: (Real: PromiseConstructor, reason: unknown) => Promise<never>,
): PromiseConstructor {
  function StandIn(executor: Executor): Promise<unknown> {
    return construct(real, executor);
  }
  Object.setPrototypeOf(StandIn, real);
  Object.defineProperty(StandIn, 'prototype', { value: real.prototype });
  for (const key of Reflect.ownKeys(real)) {
    const value: unknown = Reflect.get(real, key);
    if (key === 'prototype' || typeof value !== 'function') continue;
    Object.defineProperty(StandIn, key, { value: value.bind(real), configurable: true });
  }
  Object.defineProperty(StandIn, 'reject', {
    value: (reason: unknown) => reject(real, reason),
    configurable: true,
  });
  return StandIn as unknown as PromiseConstructor;
}

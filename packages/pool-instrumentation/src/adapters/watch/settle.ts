type Executor = (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void;

/** Told how a promise settles, at the moment when it is settled and not a microtask later. */
export interface Settlement<T> {
  /** `atOnce` where that is before the method returns. */
  resolved(token: T, value: unknown, atOnce: boolean): void;
  /** `first` where that is before anybody who awaits the promise knows. */
  rejected(token: T, reason: unknown, first: boolean): void;
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
export function createSettleTap<K extends string, T extends object>(
  key: K,
  settlement: Settlement<T>,
): SettleTap<K, T> {
  let real: PromiseConstructor | undefined;
  let tapped: PromiseConstructor | undefined;
  /** The call that has made no promise yet, and the one that has not returned yet. */
  let current: T | undefined;
  let called: T | undefined;

  let resolveMade: Parameters<Executor>[0];
  let rejectMade: Parameters<Executor>[1];
  const made: Executor = (resolve, reject) => {
    resolveMade = resolve;
    rejectMade = reject;
  };
  const construct = (Real: PromiseConstructor, executor: Executor): Promise<unknown> => {
    const token = current;
    if (token === undefined) return new Real(executor);
    current = undefined;
    const promise = new Real(made);
    const resolve = resolveMade;
    const reject = rejectMade;
    try {
      executor(
        (value) => {
          settlement.resolved(token, value, token === called);
          resolve(value);
        },
        (reason) => {
          settlement.rejected(token, reason, true);
          reject(reason);
        },
      );
    } catch (error) {
      reject(error);
    }
    return promise;
  };
  const rejectAtOnce = (Real: PromiseConstructor, reason: unknown): Promise<never> => {
    const token = current;
    current = undefined;
    if (token !== undefined) settlement.rejected(token, reason, true);
    return Real.reject(reason);
  };

  return (target, token, method, args) => {
    const outer = current;
    const outerCalled = called;
    const before = target[key];
    if (before !== tapped && before !== real) {
      real = before;
      tapped = standIn(before, construct, rejectAtOnce);
    }
    current = token;
    called = token;
    target[key] = tapped as PromiseConstructor;
    let promise: unknown;
    try {
      promise = Reflect.apply(method, target, args);
    } catch (error) {
      if (current === token) settlement.rejected(token, error, true);
      throw error;
    } finally {
      target[key] = before;
      if (current === token) follow(promise, token, settlement);
      current = outer;
      called = outerCalled;
    }
    return promise;
  };
}

/** For a method that somebody wrapped so that it makes its promise later or of another class. */
function follow<T>(promise: unknown, token: T, settlement: Settlement<T>): void {
  if (typeof (promise as PromiseLike<unknown> | undefined)?.then !== 'function') return;
  void (promise as PromiseLike<unknown>).then(
    (value) => settlement.resolved(token, value, false),
    (reason) => settlement.rejected(token, reason, false),
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

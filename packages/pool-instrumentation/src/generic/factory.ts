import type { CloseReason } from '../pool.ts';

/** Makes, tests and ends what a pool lends. What it throws, now or later, never reaches the caller of `release`. */
export interface ResourceFactory<T> {
  /** `signal` is aborted when the attempt has taken too long; what comes later all the same is destroyed. */
  create(signal: AbortSignal): T | PromiseLike<T>;
  destroy(resource: T): unknown;
  /** Whether a resource can still be used; one that cannot, or for which this throws, is destroyed. */
  validate?(resource: T, signal: AbortSignal): boolean | PromiseLike<boolean>;
}

/** A resource with its book-keeping. An object of its own, since a pool knows its loans by identity. */
export interface Box<T> {
  readonly resource: T;
  /** When it is too old; monotonic seconds, as every time here. */
  readonly expiresAt: number;
  uses: number;
  /** Since when it is idle. */
  idleSince: number;
  /** When it was last known to work. */
  aliveAt: number;
  /** For how many seconds that is believed of an idle one. */
  checkAfter: number;
  /** Why it is closed, once it is. */
  reason: CloseReason | undefined;
}

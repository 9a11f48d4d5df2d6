import type { PoolPriority } from './request-queue.ts';

export interface AcquireOptions {
  /** Who is served first: `critical`, `high`, `normal` (default) or `low`. */
  readonly priority?: PoolPriority;
  /** Ends the wait with the reason of its abortion. */
  readonly signal?: AbortSignal;
  /** How long to wait instead of `acquireTimeoutMillis`, in milliseconds; 1 to one day. */
  readonly timeoutMillis?: number;
}

import type { PoolAdapter, PoolEvents, PoolStats } from '../pool.ts';

/** What a pool is doing now, in connections or whatever it lends; whole numbers from 0. */
export interface PoolCounts {
  /** Lent out. */
  readonly used: number;
  /** Open and free. */
  readonly idle: number;
  /** Requests that wait for one, be it free or new. */
  readonly pending: number;
  /** The most that may be open; leave out what the pool does not limit. */
  readonly limit?: number;
  /** The most that are kept while nobody asks. */
  readonly idleMax?: number;
  /** The least that are kept while nobody asks. */
  readonly idleMin?: number;
  /** Whether the pool is closed and empty; its series end at zero. */
  readonly ended?: boolean;
}

/**
 * A pool of a client that is not known, which says itself what it does: give it, or what stands for it, to
 * `observePool`. What it throws is one warning, and never reaches the application.
 */
export interface PoolLike {
  /** What the pool is called where `observePool` is given no name. */
  readonly name?: string;
  /** Value of `db.system.name`, such as `postgresql`. */
  readonly system?: string;
  /** Asked at every collection, so that the numbers cannot drift. */
  counts(): PoolCounts;
  /**
   * Tells `events` of each request from now on, until what it returns is disposed: `requested`, then `granted` or
   * `refused`, then `returned`; and of connections `creating` and `created` or `createFailed`, then `closed`. Without
   * it the counts are all that is reported.
   */
  watch?(events: PoolEvents): Disposable;
}

/** Pools that say themselves what they do. */
export const poolLike: PoolAdapter<PoolLike> = {
  methods: [],
  // Which of them it tells nobody can know.
  closes: [
    'idle_timeout',
    'max_lifetime',
    'max_uses',
    'error',
    'health_check',
    'leak',
    'pressure',
    'shutdown',
  ],
  matches,
  identify: ({ name, system }) => ({
    client: 'pool',
    ...(name !== undefined && { name }),
    ...(system !== undefined && { system }),
  }),
  stats,
  watch: (pool, events) => pool.watch?.(events) ?? { [Symbol.dispose]() {} },
};

function matches(pool: unknown): pool is PoolLike {
  const like = pool as PoolLike | undefined | null;
  if (typeof like !== 'object' || like === null || typeof like.counts !== 'function') return false;
  const { used, idle, pending } = like.counts();
  return [used, idle, pending].every(Number.isFinite);
}

function stats(pool: PoolLike): PoolStats {
  const { limit, idleMax, idleMin, ended = false, ...counts } = pool.counts();
  return { ...counts, limit, idleMax, idleMin, ended };
}

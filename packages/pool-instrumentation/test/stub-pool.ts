import type { PoolAdapter, PoolEvents, PoolIdentity, PoolRequest, PoolStats } from '../src/pool.ts';

/** A pool that does what a test says, with its own adapter. */
export interface StubPool {
  stats: PoolStats;
  /** Thrown by every reading of the pool. */
  failure: Error | undefined;
  events: PoolEvents | undefined;
  /** Asks for a connection; the request is granted by `grant`. */
  request(): PoolRequest;
  grant(request: PoolRequest, connection: unknown): void;
  /** Asks for a connection and gets it at once. */
  take(connection: unknown): void;
  give(connection: unknown): void;
}

export const STATS: PoolStats = {
  used: 0,
  idle: 0,
  pending: 0,
  limit: 10,
  idleMax: 10,
  idleMin: 2,
  ended: false,
};

export function stubPool(stats: Partial<PoolStats> = {}): StubPool {
  const pool: StubPool = {
    stats: { ...STATS, ...stats },
    failure: undefined,
    events: undefined,
    request: function takeFromPool() {
      return pool.events?.requested(pool.request) as PoolRequest;
    },
    grant: (request, connection) => pool.events?.granted(request, connection),
    take: (connection) => pool.grant(pool.request(), connection),
    give: (connection) => pool.events?.returned(connection),
  };
  return pool;
}

export function stubAdapter(identity: Partial<PoolIdentity> = {}): PoolAdapter<StubPool> {
  return {
    methods: [],
    matches: (pool): pool is StubPool => pool !== undefined,
    identify: () => ({ client: 'stub', system: 'stubsql', namespace: 'shop', ...identity }),
    stats(pool) {
      if (pool.failure) throw pool.failure;
      return pool.stats;
    },
    watch(pool, events) {
      pool.events = events;
      return {
        [Symbol.dispose]() {
          pool.events = undefined;
        },
      };
    },
  };
}

import type { IdleConnection, PoolAdapter, PoolEvents, PoolLease, PoolStats } from '../pool.ts';
import { transactionOf } from './watch/transaction.ts';

/** Where a pool of ours, of whichever copy of this package, lets itself be observed. */
export const OBSERVABLE: unique symbol = Symbol.for('plimsoll.pool.observable@0');

export interface ObservablePool {
  readonly name: string | undefined;
  stats(): PoolStats;
  watch(events: PoolEvents): Disposable;
  lease(): Promise<PoolLease>;
  /** Closes what is lent, by what it was told of as. */
  reclaim(connection: unknown): void;
  /** Drains and closes the pool. */
  end(): Promise<void>;
  takeIdle(skip: (connection: unknown) => boolean): IdleConnection | undefined;
  resize(limit: number): void;
}

export interface ResourcePoolLike {
  readonly [OBSERVABLE]: ObservablePool;
}

/** Pools of `createPool`. */
export const resourcePool: PoolAdapter<ResourcePoolLike> = {
  methods: [],
  closes: ['idle_timeout', 'max_lifetime', 'max_uses', 'error', 'health_check', 'shutdown'],
  matches,
  identify: (pool) => ({ client: 'plimsoll', name: pool[OBSERVABLE].name }),
  stats: (pool) => pool[OBSERVABLE].stats(),
  watch: (pool, events) => pool[OBSERVABLE].watch(events),
  lease: (pool) => pool[OBSERVABLE].lease(),
  reclaim: (pool, connection) => pool[OBSERVABLE].reclaim(connection),
  end: (pool) => pool[OBSERVABLE].end(),
  transaction: (box) => transactionOf((box as { readonly resource?: unknown }).resource),
  takeIdle: (pool, skip) => pool[OBSERVABLE].takeIdle(skip),
  resize: (pool, limit) => pool[OBSERVABLE].resize(limit),
};

function matches(pool: unknown): pool is ResourcePoolLike {
  return typeof pool === 'object' && pool !== null && OBSERVABLE in pool;
}

import { isBeyondLimit } from './watch/limit.ts';

/** A client of pg, JavaScript or native, as its pool keeps it. */
export interface PgClientLike {
  _connecting?: boolean;
  _queryable?: boolean;
  _ending?: boolean;
  _poolUseCount?: number;
  query?(text: string): PromiseLike<unknown>;
  once(event: 'connect', listener: () => void): unknown;
}

/** One who waits, by the name that pg-pool has for him. */
export interface PendingItem {
  readonly callback: ConnectCallback;
  readonly timedOut?: boolean;
}

type ConnectCallback = (this: unknown, error: unknown, client: unknown, done: unknown) => unknown;

/** The members of a pool of pg-pool 3 that are read or watched. */
export interface PgPoolLike {
  readonly options: {
    max?: number;
    readonly min?: number;
    readonly maxUses?: number;
    readonly connectionString?: unknown;
    readonly database?: unknown;
    readonly host?: unknown;
    readonly port?: unknown;
  };
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly ending: boolean;
  readonly ended: boolean;
  readonly _clients: readonly PgClientLike[];
  readonly _idle: { readonly client: PgClientLike }[];
  readonly _expired?: WeakSet<PgClientLike>;
  readonly _pendingQueue: PendingItem[];
  Promise: PromiseConstructor;
  connect(callback?: ConnectCallback): unknown;
  newClient(pendingItem: PendingItem): unknown;
  _acquireClient(
    client: PgClientLike,
    pendingItem: PendingItem,
    idleListener: unknown,
    isNew: boolean,
  ): unknown;
  _release(client: PgClientLike, idleListener: unknown, error?: unknown): unknown;
  _remove(client: PgClientLike, callback?: unknown): unknown;
  _pulseQueue(): unknown;
  end(): unknown;
}

/** For whom a client is being made, who may give up before it is. */
export const madeFor: WeakMap<PgClientLike, PendingItem> = new WeakMap();

export const METHODS = ['connect', 'newClient', '_acquireClient', '_release', '_remove'] as const;

export function isBeyond(pool: PgPoolLike): boolean {
  return isBeyondLimit(pool, pool._clients.length, pool.options.max ?? 0);
}

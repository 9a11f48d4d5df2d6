import type {
  CloseReason,
  IdleConnection,
  PoolAdapter,
  PoolEvents,
  PoolIdentity,
  PoolLease,
  PoolRequest,
  TransactionStatus,
} from '../pool.ts';
import { readDatabaseOptions } from '../read/database-options.ts';
import { closeFor, closeReasonOf } from './watch/close-reason.ts';
import { closeSurplus, closesSurplus, isBeyondLimit, keepLimit } from './watch/limit.ts';
import { isWatchable, methodOf, override } from './watch/override.ts';
import { createSettleTap } from './watch/settle.ts';

/** A client of pg, JavaScript or native, as its pool keeps it. */
interface PgClientLike {
  _connecting?: boolean;
  _queryable?: boolean;
  _ending?: boolean;
  _poolUseCount?: number;
  /** Of pg 8.21 and later. */
  getTransactionStatus?(): string | null;
  query?(text: string): PromiseLike<unknown>;
  once(event: 'connect', listener: () => void): unknown;
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
  Promise: PromiseConstructor;
  connect(callback?: ConnectCallback): unknown;
  newClient(pendingItem: unknown): unknown;
  _release(client: PgClientLike, idleListener: unknown, error?: unknown): unknown;
  _remove(client: PgClientLike, callback?: unknown): unknown;
  _pulseQueue(): unknown;
  end(): unknown;
}

/** pg-pool tells its timeouts by their texts alone. */
const WAIT_TIMEOUT = 'timeout exceeded when trying to connect';
const CREATE_TIMEOUT = 'Connection terminated due to connection timeout';

const METHODS = ['connect', 'newClient', '_release', '_remove'] as const;

/** Pools of `pg` 8 and `pg-pool` 3. */
export const pg: PoolAdapter<PgPoolLike> = {
  methods: METHODS,
  matches,
  identify,
  stats,
  watch,
  lease,
  resize,
  takeIdle,
  reclaim,
  end: async (pool) => (pool.ending ? undefined : pool.end()),
  query: () => (connection, text) =>
    (connection as Required<Pick<PgClientLike, 'query'>>).query(text),
  transaction,
};

function matches(pool: unknown): pool is PgPoolLike {
  const like = pool as PgPoolLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    isWatchable(like, 'Promise') &&
    METHODS.every((method) => typeof like[method] === 'function') &&
    typeof like.Promise === 'function' &&
    typeof like.options === 'object' &&
    Array.isArray(like._clients)
  );
}

function identify({ options }: PgPoolLike): PoolIdentity {
  const own = options.connectionString === undefined;
  const otherwise = own ? { namespace: process.env.PGDATABASE, host: process.env.PGHOST } : {};
  return { client: 'pg', system: 'postgresql', ...readDatabaseOptions(options, otherwise) };
}

/** A client that still connects is neither lent nor idle: its borrower waits. */
function stats(pool: PgPoolLike): ReturnType<typeof pg.stats> {
  const { totalCount, idleCount, waitingCount, ended, options } = pool;
  const connecting = pool._clients.filter((client) => client._connecting === true).length;
  const limit = options.max ?? 0;
  return {
    used: Math.max(0, totalCount - idleCount - connecting),
    idle: idleCount,
    pending: waitingCount + connecting,
    limit,
    idleMax: limit,
    idleMin: options.min ?? 0,
    ended: ended === true,
  };
}

async function lease(pool: PgPoolLike): Promise<PoolLease> {
  const connection = (await pool.connect()) as { release(destroy?: boolean): void };
  return {
    connection,
    release: () => connection.release(),
    destroy: () => connection.release(true),
  };
}

/** One pulse serves one who waits. */
function resize(pool: PgPoolLike, limit: number): void {
  pool.options.max = limit;
  keepLimit(pool, limit);
  for (let free = limit - pool.totalCount; free > 0 && pool.waitingCount > 0; free--)
    pool._pulseQueue();
  const surplus = Math.max(0, pool.totalCount - limit);
  closeSurplus(pool, () => {
    for (const { client } of pool._idle.slice(0, surplus)) pool._remove(client);
  });
}

function isBeyond(pool: PgPoolLike): boolean {
  return isBeyondLimit(pool, pool._clients.length, pool.options.max ?? 0);
}

/** The client keeps the listener and the timer that its pool gave it when it became idle, so that both do what they did. */
function takeIdle(
  pool: PgPoolLike,
  skip: (connection: unknown) => boolean,
): IdleConnection | undefined {
  const index = pool._idle.findIndex(({ client }) => !skip(client));
  const [item] = index < 0 ? [] : pool._idle.splice(index, 1);
  if (!item) return undefined;
  const { client } = item;
  const close = (reason: CloseReason): void => {
    if (!pool._clients.includes(client)) return;
    closeFor(client, reason);
    pool._remove(client, () => pool._pulseQueue());
  };
  return {
    connection: client,
    close,
    putBack() {
      if (!pool._clients.includes(client)) return;
      if (pool._expired?.has(client)) return close('max_lifetime');
      if (isBeyond(pool)) return close('idle_timeout');
      pool._idle.unshift(item);
      pool._pulseQueue();
    },
  };
}

/** pg-pool throws where a client is released twice: the late release of the holder is passed by. */
function reclaim(_pool: PgPoolLike, connection: unknown): void {
  const client = connection as { release(destroy?: boolean): void };
  closeFor(client, 'leak');
  client.release(true);
  client.release = () => {};
}

/** By the letter of the protocol's ReadyForQuery: https://www.postgresql.org/docs/current/protocol-message-formats.html */
function transaction(connection: unknown): TransactionStatus | undefined {
  const letter = (connection as PgClientLike).getTransactionStatus?.() ?? '';
  return ({ I: 'none', T: 'open', E: 'failed' } as const)[letter];
}

/**
 * Watches by own properties of the pool alone, for `removeAllListeners()` of the application takes listeners away
 * and an `error` listener would keep the process from the crash that it has without us. Use begins with the hand
 * over to a caller: the pool also emits `acquire` for checkouts of its own.
 */
function watch(pool: PgPoolLike, events: PoolEvents): Disposable {
  const { newClient, _release, _remove } = pool;
  const connect = methodOf(pool, 'connect');
  const opening = new WeakSet<PgClientLike>();
  let active = true;
  let releasing: PgClientLike | undefined;
  let failed = false;

  const refuse = (error: unknown): void => {
    const message = (error as Error | undefined)?.message ?? '';
    events.refused(message === WAIT_TIMEOUT || message === CREATE_TIMEOUT, error);
    if (message !== WAIT_TIMEOUT && !pool.ending) events.createFailed();
  };
  const tap = createSettleTap<'Promise', PoolRequest>('Promise', {
    resolved: (request, client) => events.granted(request, client),
    rejected: (_request, error) => refuse(error),
  });

  function watchedConnect(this: PgPoolLike, ...args: never[]): unknown {
    if (!active) return Reflect.apply(connect, this, args);
    const request = events.requested(watchedConnect);
    const callback: unknown = args[0];
    if (typeof callback !== 'function') return tap(this, request, connect as never, args);
    return connect.call(this, function (this: unknown, ...results) {
      if (results[0]) refuse(results[0]);
      else events.granted(request, results[1]);
      return Reflect.apply(callback, this, results);
    });
  }

  function watchedNewClient(this: PgPoolLike, pendingItem: unknown): unknown {
    if (!active) return newClient.call(this, pendingItem);
    const since = events.creating();
    const result = newClient.call(this, pendingItem);
    const client = this._clients.at(-1);
    if (client?._connecting && !opening.has(client)) {
      opening.add(client);
      client.once('connect', () => events.created(since));
    }
    return result;
  }

  function watchedRelease(this: PgPoolLike, ...args: Parameters<PgPoolLike['_release']>): unknown {
    if (!active) return Reflect.apply(_release, this, args);
    events.returned(args[0]);
    const outer = releasing;
    const outerFailed = failed;
    releasing = args[0];
    failed = Boolean(args[2]);
    const release = (): unknown => Reflect.apply(_release, this, args);
    try {
      if (failed || !isBeyond(this)) return release();
      // Before it knew of expired clients a pool closed those with an error alone.
      if (this._expired) this._expired.add(args[0]);
      else args[2] = true;
      return closeSurplus(this, release);
    } finally {
      releasing = outer;
      failed = outerFailed;
    }
  }

  function watchedRemove(this: PgPoolLike, ...args: Parameters<PgPoolLike['_remove']>): unknown {
    if (active && this._clients.includes(args[0])) events.closed(reasonOf(this, args[0]));
    return _remove.apply(this, args);
  }

  const reasonOf = (owner: PgPoolLike, client: PgClientLike): CloseReason => {
    const ours = closeReasonOf(client);
    if (ours) return ours;
    if (closesSurplus(owner)) return 'idle_timeout';
    if (releasing === client && failed) return 'error';
    if (owner.ending) return 'shutdown';
    if (client._queryable === false || client._ending === true) return 'error';
    if (releasing !== client) return 'idle_timeout';
    const uses = client._poolUseCount ?? 0;
    return uses >= (owner.options.maxUses ?? Number.POSITIVE_INFINITY)
      ? 'max_uses'
      : 'max_lifetime';
  };

  const overrides = [
    override(pool, 'connect', watchedConnect as never),
    override(pool, 'newClient', watchedNewClient as never),
    override(pool, '_release', watchedRelease as never),
    override(pool, '_remove', watchedRemove as never),
  ];
  return {
    [Symbol.dispose]() {
      active = false;
      for (const each of overrides.reverse()) each[Symbol.dispose]();
    },
  };
}

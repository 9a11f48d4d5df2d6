import { errorMonitor } from 'node:events';
import type {
  CloseReason,
  PoolAdapter,
  PoolEvents,
  PoolIdentity,
  PoolLease,
  PoolRequest,
  TransactionStatus,
} from '../pool.ts';
import { type ConnectionLike, watchConnection } from './mariadb-connection.ts';
import { closeFor, closeReasonOf } from './watch/close-reason.ts';
import { isWatchable, override } from './watch/override.ts';
import { createSettleTap } from './watch/settle.ts';

type Callback = (this: unknown, ...results: unknown[]) => unknown;
type Listener = (connection: ConnectionLike) => void;

/** The members of a pool of mariadb 3 that are read or watched; all else is private to it. */
export interface MariadbPoolLike {
  readonly closed: boolean;
  activeConnections(): number;
  idleConnections(): number;
  taskQueueSize(): number;
  getConnection(callback?: Callback): unknown;
  query(...args: unknown[]): unknown;
  execute(...args: unknown[]): unknown;
  batch(...args: unknown[]): unknown;
  importFile(...args: unknown[]): unknown;
  end(...args: unknown[]): unknown;
  on(event: string | symbol, listener: Listener): unknown;
  off(event: string | symbol, listener: Listener): unknown;
  removeAllListeners(...args: unknown[]): unknown;
}

/** What borrows a connection for one command. */
const COMMANDS = ['query', 'execute', 'batch', 'importFile'] as const;
const METHODS = ['getConnection', ...COMMANDS, 'end', 'removeAllListeners'] as const;
const READINGS = ['activeConnections', 'idleConnections', 'taskQueueSize'] as const;

/** How a pool describes itself: the one place where its limit stands, and whether it is of promises. */
const TEXT = /^pool(Promise|Callback)\(active=\d+ idle=\d+ limit=(\d+)\)$/;

/** `SERVER_STATUS_IN_TRANS` of https://mariadb.com/kb/en/ok_packet/#server-status-flag */
const IN_TRANSACTION = 1;

/** Pools of `mariadb` 3, of promises and of callbacks. */
export const mariadb: PoolAdapter<MariadbPoolLike> = {
  methods: METHODS,
  closes: ['idle_timeout', 'error', 'shutdown'],
  matches,
  identify,
  stats,
  watch,
  lease,
  reclaim,
  transaction,
  end: async (pool) => (pool.closed ? undefined : ended(pool)),
};

function matches(pool: unknown): pool is MariadbPoolLike {
  const like = pool as MariadbPoolLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    Object.isExtensible(like) &&
    isWatchable(globalThis, 'Promise') &&
    [...METHODS, ...READINGS].every((method) => typeof like[method] === 'function') &&
    TEXT.test(String(like))
  );
}

function identify(): PoolIdentity {
  return { client: 'mariadb', system: 'mariadb' };
}

function stats(pool: MariadbPoolLike): ReturnType<typeof mariadb.stats> {
  const [used, idle] = [pool.activeConnections(), pool.idleConnections()];
  const limit = Number(TEXT.exec(String(pool))?.[2]);
  return {
    used,
    idle,
    pending: pool.taskQueueSize(),
    limit,
    idleMax: limit,
    idleMin: undefined,
    ended: pool.closed && used + idle === 0,
  };
}

interface LentConnection {
  release(): unknown;
  destroy(): unknown;
}

export function lease(pool: Pick<MariadbPoolLike, 'getConnection'>): Promise<PoolLease> {
  return new Promise<LentConnection>((resolve, reject) => {
    const given = pool.getConnection((error, connection) =>
      error ? reject(error) : resolve(connection as LentConnection),
    );
    if (given instanceof Promise) given.then(resolve, reject);
  }).then((connection) => ({
    connection,
    release: () => connection.release(),
    destroy: () => connection.destroy(),
  }));
}

/** What its holder gives back later is passed by, as mariadb does of what it does not know. */
function reclaim(_pool: MariadbPoolLike, connection: unknown): void {
  closeFor(connection as ConnectionLike, 'leak');
  (connection as ConnectionLike).destroy();
}

/** A transaction of MariaDB does not fail: it goes on, or has ended. */
function transaction(connection: unknown): TransactionStatus | undefined {
  const status = (connection as ConnectionLike).info?.status;
  if (status === undefined) return undefined;
  return status & IN_TRANSACTION ? 'open' : 'none';
}

function ended(pool: MariadbPoolLike): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const given = pool.end((error: unknown) => (error ? reject(error) : resolve(undefined)));
    if (given instanceof Promise) given.then(resolve, reject);
  });
}

/**
 * Watches by the pool's own events, which tell each connection that is lent, and by own properties for who asked. Of a
 * command only the request is seen: a connection that nobody takes at once goes to the oldest of them.
 */
function watch(pool: MariadbPoolLike, events: PoolEvents): Disposable {
  const waiting = new Set<PoolRequest>();
  const connections = new Map<ConnectionLike, Disposable>();
  const lent = new Set<ConnectionLike>();
  let active = true;
  let arrived: ConnectionLike | undefined;

  const grant = (request: PoolRequest | undefined): void => {
    const connection = arrived;
    arrived = undefined;
    if (!connection || !request) return;
    waiting.delete(request);
    lent.add(connection);
    events.granted(request, connection);
  };
  const grantOldest = (): void => {
    if (arrived) grant(waiting.values().next().value);
  };
  const refuse = (error: unknown): void => {
    const { code } = (error ?? {}) as { code?: unknown };
    events.refused(code === 'ER_GET_CONNECTION_TIMEOUT', error);
  };
  const refuseWaiting = (request: PoolRequest, error: unknown): void => {
    if (waiting.delete(request)) refuse(error);
  };
  const giveBack = (connection: ConnectionLike): void => {
    if (lent.delete(connection)) events.returned(connection);
  };
  const close = (connection: ConnectionLike, reason: CloseReason): void => {
    if (!connections.delete(connection)) return;
    const ends = pool.closed ? 'shutdown' : lent.has(connection) ? 'error' : reason;
    giveBack(connection);
    events.closed(closeReasonOf(connection) ?? ends);
  };
  const tapConnection = createSettleTap<'Promise', PoolRequest>('Promise', {
    resolved: (request) => grant(request),
    rejected: (_request, error) => refuse(error),
  });
  const tapCommand = createSettleTap<'Promise', PoolRequest>('Promise', {
    resolved: () => {},
    rejected: refuseWaiting,
  });

  const listeners: readonly (readonly [string | symbol, Listener])[] = [
    [
      'acquire',
      (connection) => {
        grantOldest();
        arrived = connection;
        queueMicrotask(grantOldest);
        if (connections.has(connection)) return;
        connections.set(connection, watchConnection(connection, close));
        events.created(undefined);
      },
    ],
    ['release', giveBack],
    [errorMonitor, () => events.createFailed()],
  ];
  const listen = (): void => {
    for (const [event, listener] of listeners) {
      pool.off(event, listener);
      pool.on(event, listener);
    }
  };

  const ofPromises = TEXT.exec(String(pool))?.[1] === 'Promise';
  const { getConnection, end, removeAllListeners } = pool;

  function watchedGetConnection(this: MariadbPoolLike, ...args: [Callback?]): unknown {
    const [callback] = args;
    if (!active || !(ofPromises || callback)) return Reflect.apply(getConnection, this, args);
    const request = events.requested(watchedGetConnection);
    const call = (...given: [Callback?]): unknown => Reflect.apply(getConnection, this, given);
    if (!callback || ofPromises) return tapConnection(globalThis, request, call, args);
    return call(function (this: unknown, ...results) {
      if (results[0]) refuse(results[0]);
      else grant(request);
      return Reflect.apply(callback, this, results);
    });
  }

  const watchCommand = (command: Callback) =>
    function watchedCommand(this: MariadbPoolLike, ...args: unknown[]): unknown {
      if (!active) return Reflect.apply(command, this, args);
      const request = events.requested(watchedCommand);
      waiting.add(request);
      const call = (...given: unknown[]): unknown => Reflect.apply(command, this, given);
      if (ofPromises) return tapCommand(globalThis, request, call as never, args);
      const last = args.findLastIndex((arg) => typeof arg === 'function');
      const callback = args[last] as Callback | undefined;
      const given = args.slice(0, last < 0 ? args.length : last);
      return call(...given, function (this: unknown, ...results: unknown[]) {
        if (results[0]) refuseWaiting(request, results[0]);
        return callback && Reflect.apply(callback, this, results);
      });
    };

  /** The connections that were never lent are not known one by one. */
  function watchedEnd(this: MariadbPoolLike, ...args: unknown[]): unknown {
    if (active && !this.closed) {
      const known = [...connections.keys()].filter((connection) => !lent.has(connection)).length;
      for (let unknown = this.idleConnections() - known; unknown > 0; unknown--)
        events.closed('shutdown');
    }
    return Reflect.apply(end, this, args);
  }

  function watchedRemove(this: MariadbPoolLike, ...args: unknown[]): unknown {
    const result = Reflect.apply(removeAllListeners, this, args);
    if (active) listen();
    return result;
  }

  listen();
  const overrides = [
    override(pool, 'getConnection', watchedGetConnection),
    ...COMMANDS.map((name) => override(pool, name, watchCommand(pool[name]))),
    override(pool, 'end', watchedEnd),
    override(pool, 'removeAllListeners', watchedRemove),
  ];
  return {
    [Symbol.dispose]() {
      active = false;
      for (const each of [...overrides, ...connections.values()].reverse()) each[Symbol.dispose]();
      for (const [event, listener] of listeners) pool.off(event, listener);
    },
  };
}

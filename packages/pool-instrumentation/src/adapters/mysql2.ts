import type {
  CloseReason,
  IdleConnection,
  PoolAdapter,
  PoolEvents,
  PoolIdentity,
  PoolLease,
  PoolRequest,
} from '../pool.ts';
import { serverAddress } from '../read/server-address.ts';
import { closeFor, closeReasonOf } from './watch/close-reason.ts';
import { closeSurplus, closesSurplus, isBeyondLimit, keepLimit } from './watch/limit.ts';
import { methodOf, override } from './watch/override.ts';

type Callback = (this: unknown, error: unknown, connection: unknown) => unknown;

/** A connection of mysql2, as its pool keeps it. */
interface ConnectionLike {
  /** Its pool, or `null` once it has been removed. */
  readonly _pool: unknown;
  /** What the server said when it let the connection in. */
  readonly _handshakePacket?: unknown;
  readonly _closing?: boolean;
  readonly lastActiveTime: number;
  readonly stream?: { readonly destroyed?: boolean; readonly readableEnded?: boolean };
  _released?: boolean;
  reset?(callback: (this: unknown, ...results: unknown[]) => unknown): unknown;
  ping(callback: (error?: unknown) => void): unknown;
  query(text: string, callback: (error?: unknown) => void): unknown;
  destroy(): unknown;
}

/** The ring of mysql2 3.16 and the deque before it. */
interface Queue<T> {
  readonly length: number;
  get(index: number): T | undefined;
  shift(): T | undefined;
  unshift(item: T): unknown;
  removeOne(index: number): unknown;
}

/** The members of a pool of mysql2 3 that are read or watched: the one with callbacks, which stands below each promise pool. */
export interface Mysql2PoolLike {
  readonly config: {
    connectionLimit: number;
    readonly maxIdle: number;
    readonly idleTimeout: number;
    readonly resetOnRelease?: boolean;
    readonly connectionConfig: {
      readonly database?: unknown;
      readonly host?: unknown;
      readonly port?: unknown;
      readonly socketPath?: unknown;
    };
  };
  readonly _allConnections: Queue<ConnectionLike>;
  readonly _freeConnections: Queue<ConnectionLike>;
  readonly _connectionQueue: Queue<Callback>;
  readonly _closed: boolean;
  getConnection(callback: Callback): unknown;
  releaseConnection(connection: ConnectionLike): unknown;
  _removeConnection(connection: ConnectionLike): unknown;
  end(callback?: unknown): unknown;
}

const METHODS = ['getConnection', 'releaseConnection', '_removeConnection', 'end'] as const;

/** Pools of `mysql2` 3. */
export const mysql2: PoolAdapter<Mysql2PoolLike> = {
  methods: METHODS,
  matches,
  identify,
  stats,
  watch,
  lease,
  resize,
  takeIdle,
  query: () => (connection, text) =>
    answered((done) => (connection as ConnectionLike).query(text, done)),
  ping: (connection) => answered((done) => (connection as ConnectionLike).ping(done)),
  reclaim: (_pool, connection) => close(connection as ConnectionLike, 'leak'),
  end: async (pool) => (pool._closed ? undefined : answered((done) => pool.end(done))),
};

function matches(pool: unknown): pool is Mysql2PoolLike {
  const like = pool as Mysql2PoolLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    Object.isExtensible(like) &&
    METHODS.every((method) => typeof like[method] === 'function') &&
    typeof like.config?.connectionConfig === 'object' &&
    typeof like.config.connectionLimit === 'number' &&
    [like._allConnections, like._freeConnections, like._connectionQueue].every(
      (queue) => typeof queue?.get === 'function' && typeof queue.length === 'number',
    )
  );
}

function identify({ config }: Mysql2PoolLike): PoolIdentity {
  const { database, host, port, socketPath } = config.connectionConfig;
  const server = socketPath ? undefined : serverAddress(host, port);
  return {
    client: 'mysql2',
    system: 'mysql',
    ...(typeof database === 'string' && database !== '' && { namespace: database }),
    ...(server && { server }),
  };
}

/** After `end` the pool keeps its connections on its lists: what is open says the connection. */
function stats(pool: Mysql2PoolLike): ReturnType<typeof mysql2.stats> {
  const { config } = pool;
  let open = 0;
  let connecting = 0;
  for (const connection of itemsOf(pool._allConnections)) {
    if (!isOpen(connection)) continue;
    if (!connection._handshakePacket) connecting++;
    else open++;
  }
  const idle = itemsOf(pool._freeConnections).filter(isOpen).length;
  return {
    used: Math.max(0, open - idle),
    idle,
    pending: pool._connectionQueue.length + connecting,
    limit: config.connectionLimit || undefined,
    idleMax: config.maxIdle ?? config.connectionLimit,
    idleMin: 0,
    ended: pool._closed && open + connecting === 0,
  };
}

function isOpen({ _closing, stream }: ConnectionLike): boolean {
  return _closing !== true && stream?.destroyed !== true;
}

function itemsOf<T>(queue: Queue<T>): T[] {
  return Array.from({ length: queue.length }, (_, index) => queue.get(index) as T);
}

/** A connection as the application gets it, of callbacks or of promises. */
export interface LentConnection {
  release(): unknown;
  destroy(): unknown;
}

export function leaseOf(connection: LentConnection): PoolLease {
  return {
    connection,
    release: () => connection.release(),
    destroy: () => connection.destroy(),
  };
}

export function lease(pool: Pick<Mysql2PoolLike, 'getConnection'>): Promise<PoolLease> {
  return new Promise((resolve, reject) =>
    pool.getConnection((error, connection) =>
      error ? reject(error) : resolve(leaseOf(connection as LentConnection)),
    ),
  );
}

/** One who waits is sent through `getConnection` again, as the pool itself does. */
function resize(pool: Mysql2PoolLike, limit: number): void {
  const { config, _allConnections: all, _freeConnections: free, _connectionQueue: queue } = pool;
  config.connectionLimit = limit;
  keepLimit(pool, limit);
  for (let room = limit - all.length; room > 0; room--) {
    const waiting = queue.shift();
    if (!waiting) break;
    pool.getConnection(waiting);
  }
  closeSurplus(pool, () => {
    for (let over = Math.min(all.length - limit, free.length); over > 0; over--)
      (free.get(0) as ConnectionLike).destroy();
  });
}

function answered(ask: (done: (error?: unknown) => void) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    ask((error) => (error ? reject(error) : resolve()));
  });
}

function close(connection: ConnectionLike, reason: CloseReason): void {
  closeFor(connection, reason);
  connection.destroy();
}

/** What is neither free nor lent. */
const out = new WeakSet<ConnectionLike>();

/** It stays on the list of all connections, so that no other is opened in its place, and goes back as the pool itself hands over. */
function takeIdle(
  pool: Mysql2PoolLike,
  skip: (connection: unknown) => boolean,
): IdleConnection | undefined {
  const free = pool._freeConnections;
  const index = itemsOf(free).findIndex((each) => !skip(each));
  const connection = pool._closed || index < 0 ? undefined : free.get(index);
  if (!connection) return undefined;
  free.removeOne(index);
  out.add(connection);
  const isOurs = (): boolean => out.has(connection) && connection._pool === pool && !pool._closed;
  return {
    connection,
    putBack() {
      if (isOurs() && isBeyondLimit(pool, pool._allConnections.length, pool.config.connectionLimit))
        closeSurplus(pool, () => connection.destroy());
      const waiting = isOurs() ? pool._connectionQueue.shift() : undefined;
      if (waiting)
        process.nextTick(() => {
          connection._released = false;
          Reflect.apply(waiting, undefined, [null, connection]);
        });
      else if (isOurs()) free.unshift(connection);
      out.delete(connection);
    },
    close(reason) {
      if (isOurs()) close(connection, reason);
      out.delete(connection);
    },
  };
}

/** A request, and since when its own connection is being made. */
interface Asked {
  readonly request: PoolRequest;
  openingSince: number | undefined;
}

/**
 * Watches by own properties of the pool: its events leave out the hand-over of a connection to one who waits. One who
 * waits for a connection that breaks is sent through `getConnection` again, and is no second request.
 */
function watch(pool: Mysql2PoolLike, events: PoolEvents): Disposable {
  const { releaseConnection, _removeConnection, end } = pool;
  const getConnection = methodOf(pool, 'getConnection');
  const queued = new WeakMap<Callback, Asked>();
  let active = true;

  const ask = (owner: Mysql2PoolLike, callback: Callback, asked: Asked): unknown => {
    const { _allConnections: all, _connectionQueue: queue } = owner;
    const [connections, waiting] = [all.length, queue.length];
    const since = owner._freeConnections.length === 0 ? events.creating() : 0;
    const result = getConnection.call(owner, callback);
    if (all.length > connections) asked.openingSince = since;
    const last = queue.length > waiting ? queue.get(queue.length - 1) : undefined;
    if (last) queued.set(last, asked);
    return result;
  };
  const settle = ({ request, openingSince }: Asked, error: unknown, connection: unknown): void => {
    if (!error) {
      if (openingSince !== undefined) events.created(openingSince);
      events.granted(request, connection);
      return;
    }
    const opening = openingSince !== undefined && !pool._closed;
    events.refused(opening && (error as { code?: unknown }).code === 'ETIMEDOUT', error);
    if (opening) events.createFailed();
  };

  function watchedGetConnection(this: Mysql2PoolLike, ...args: [Callback]): unknown {
    const [callback] = args;
    if (!active || typeof callback !== 'function') return Reflect.apply(getConnection, this, args);
    const again = queued.get(callback);
    if (again) return ask(this, callback, again);
    const asked: Asked = {
      request: events.requested(watchedGetConnection),
      openingSince: undefined,
    };
    return ask(
      this,
      function (this: unknown, ...results) {
        settle(asked, results[0], results[1]);
        return Reflect.apply(callback, this, results);
      },
      asked,
    );
  }

  function watchedRelease(this: Mysql2PoolLike, connection: ConnectionLike): unknown {
    // mysql2 would send the first of those who wait to the end of the queue.
    if (closesSurplus(this)) return undefined;
    if (!active || !connection._pool) return releaseConnection.call(this, connection);
    if (isBeyondLimit(this, this._allConnections.length, this.config.connectionLimit))
      return closeSurplus(this, () => connection.destroy());
    events.returned(connection);
    if (!this.config.resetOnRelease || typeof connection.reset !== 'function')
      return releaseConnection.call(this, connection);
    const watching = watchReset(connection, events);
    try {
      return releaseConnection.call(this, connection);
    } finally {
      watching[Symbol.dispose]();
    }
  }

  const tellEnd = (connection: ConnectionLike, free: boolean, reason: CloseReason): void => {
    if (!free && !out.has(connection)) events.returned(connection);
    events.closed(reason);
  };

  function watchedRemove(this: Mysql2PoolLike, connection: ConnectionLike): unknown {
    if (active && connection._handshakePacket && itemsOf(this._allConnections).includes(connection))
      tellEnd(
        connection,
        itemsOf(this._freeConnections).includes(connection),
        closesSurplus(this) ? 'idle_timeout' : reasonOf(this, connection),
      );
    return _removeConnection.call(this, connection);
  }

  function watchedEnd(this: Mysql2PoolLike, ...args: [unknown?]): unknown {
    if (active && !this._closed) {
      const free = new Set(itemsOf(this._freeConnections));
      for (const connection of itemsOf(this._allConnections))
        if (isOpen(connection) && connection._handshakePacket)
          tellEnd(connection, free.has(connection), 'shutdown');
    }
    return end.apply(this, args);
  }

  const overrides = [
    override(pool, 'getConnection', watchedGetConnection as never),
    override(pool, 'releaseConnection', watchedRelease as never),
    override(pool, '_removeConnection', watchedRemove as never),
    override(pool, 'end', watchedEnd as never),
  ];
  return {
    [Symbol.dispose]() {
      active = false;
      for (const each of overrides.reverse()) each[Symbol.dispose]();
    },
  };
}

/** The pool itself closes nothing but the connection that is idle for longest, and that only when it is due. */
function reasonOf(
  { config, _freeConnections }: Mysql2PoolLike,
  connection: ConnectionLike,
): CloseReason {
  const ours = closeReasonOf(connection);
  if (ours) return ours;
  const healthy = isOpen(connection) && connection.stream?.readableEnded !== true;
  const due =
    _freeConnections.length > config.maxIdle ||
    Date.now() - connection.lastActiveTime > config.idleTimeout;
  return healthy && due && _freeConnections.get(0) === connection ? 'idle_timeout' : 'error';
}

/** A connection that cannot be reset is closed by the pool without another word. */
function watchReset(connection: ConnectionLike, events: PoolEvents): Disposable {
  const { reset } = connection;
  return override(connection, 'reset', function (
    this: ConnectionLike,
    ...args: [Callback]
  ): unknown {
    const [callback] = args;
    return reset?.call(this, function (this: unknown, ...results) {
      if (results[0]) events.closed('error');
      return Reflect.apply(callback, this, results);
    });
  } as never);
}

import type { CloseReason, IdleConnection, PoolAdapter, PoolIdentity, PoolLease } from '../pool.ts';
import { serverAddress } from '../read/server-address.ts';
import {
  type ConnectionLike,
  isOpen,
  itemsOf,
  METHODS,
  type Mysql2PoolLike,
} from './mysql2-pool.ts';
import { watch } from './mysql2-watch.ts';
import { closeFor } from './watch/close-reason.ts';
import { closeSurplus, isBeyondLimit, keepLimit } from './watch/limit.ts';
import { countOut, out } from './watch/out.ts';

/** Pools of `mysql2` 3. */
export const mysql2: PoolAdapter<Mysql2PoolLike> = {
  methods: METHODS,
  closes: ['idle_timeout', 'error', 'shutdown'],
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
  const free = itemsOf(pool._freeConnections).filter(isOpen).length;
  const idle = free + countOut(itemsOf(pool._allConnections).filter(isOpen));
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

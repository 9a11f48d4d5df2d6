import type { CloseReason, PoolEvents, PoolRequest } from '../pool.ts';
import {
  type Callback,
  type ConnectionLike,
  isOpen,
  itemsOf,
  type Mysql2PoolLike,
} from './mysql2-pool.ts';
import { closeReasonOf } from './watch/close-reason.ts';
import { closeSurplus, closesSurplus, isBeyondLimit } from './watch/limit.ts';
import { out } from './watch/out.ts';
import { methodOf, override, overrideAll } from './watch/override.ts';
import { createTurns } from './watch/turns.ts';

/** A request, and since when its own connection is being made. */
interface Asked {
  readonly request: PoolRequest;
  openingSince: number | undefined;
}

/**
 * Watches by own properties of the pool: its events leave out the hand-over of a connection to one who waits. One who
 * waits for a connection that breaks is sent through `getConnection` again, and is no second request.
 */
export function watch(pool: Mysql2PoolLike, events: PoolEvents): Disposable {
  const { releaseConnection, _removeConnection, end } = pool;
  const getConnection = methodOf(pool, 'getConnection');
  const queued = new WeakMap<Callback, Asked>();
  const turns = createTurns<Callback>();
  let active = true;

  const ask = (owner: Mysql2PoolLike, callback: Callback, asked: Asked): unknown => {
    const { _allConnections: all, _connectionQueue: queue } = owner;
    const [connections, waiting] = [all.length, queue.length];
    const since = owner._freeConnections.length === 0 ? events.creating() : 0;
    const result = getConnection.call(owner, callback);
    if (all.length > connections) {
      asked.openingSince = since;
      turns.left(callback);
    }
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
    const answer: Callback = function (this: unknown, ...results) {
      if (active && !results[0] && closeNew(asked, results[1] as ConnectionLike)) {
        queued.set(answer, asked);
        return turns.comeBack(pool._connectionQueue, answer);
      }
      settle(asked, results[0], results[1]);
      return Reflect.apply(callback, this, results);
    };
    return ask(this, answer, asked);
  }

  /** Closes a connection that was being opened for a request, where the limit has fallen meanwhile. */
  const closeNew = (asked: Asked, connection: ConnectionLike): boolean => {
    if (asked.openingSince === undefined) return false;
    const open = itemsOf(pool._allConnections).filter((each) => each._handshakePacket).length;
    if (!isBeyondLimit(pool, open, pool.config.connectionLimit)) return false;
    events.created(asked.openingSince);
    asked.openingSince = undefined;
    out.add(connection);
    closeSurplus(pool, () => connection.destroy());
    return true;
  };

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

  const overriding = overrideAll(pool, {
    getConnection: watchedGetConnection,
    releaseConnection: watchedRelease,
    _removeConnection: watchedRemove,
    end: watchedEnd,
  });
  return {
    [Symbol.dispose]() {
      active = false;
      overriding[Symbol.dispose]();
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
  return override(
    connection,
    'reset',
    function (this: ConnectionLike, ...args: [Callback]): unknown {
      const [callback] = args;
      return reset?.call(this, function (this: unknown, ...results) {
        if (results[0]) events.closed('error');
        return Reflect.apply(callback, this, results);
      });
    },
  );
}

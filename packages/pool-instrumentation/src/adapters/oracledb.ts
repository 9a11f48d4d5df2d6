import type { PoolAdapter, PoolEvents, PoolIdentity, PoolLease, PoolRequest } from '../pool.ts';
import { closeFor, closeReasonOf } from './watch/close-reason.ts';
import { isWatchable, methodOf, override, overrideAll } from './watch/override.ts';

interface Connection {
  /** The session, which the pool keeps while each borrower gets a connection of his own. */
  readonly _impl: object;
  close(options?: { readonly drop?: boolean }): Promise<unknown>;
}

/** One call of `getConnection`. */
interface Request {
  readonly conn: Connection | null;
  error: unknown;
  resolve(): unknown;
}

/** The members of a pool of oracledb, thin or thick, that are read or watched. */
export interface OraclePoolLike {
  readonly poolAlias?: unknown;
  readonly poolMax: number;
  readonly poolMin: number;
  readonly connectionsOpen: number;
  readonly connectionsInUse: number;
  readonly status: number;
  readonly _pendingRequestQueue: ReadonlySet<Request>;
  readonly _processing: number;
  /** Goes on with the queue, while that waits. */
  readonly _bgRequestWaiter?: (() => void) | null;
  readonly _impl: { close(...args: unknown[]): unknown };
  close(drainSeconds: number): Promise<unknown>;
  getConnection(...args: unknown[]): Promise<Connection>;
  _processRequest(request: Request): unknown;
  reconfigure(options: { readonly poolMax: number }): Promise<unknown>;
  _release(impl: object | undefined, options?: { readonly drop?: boolean }): unknown;
}

/** `oracledb.POOL_STATUS_OPEN` and `POOL_STATUS_CLOSED` */
const OPEN = 6000;
const CLOSED = 6002;

/** How long the end of a pool waits for what is lent. */
const DRAIN_SECONDS = 10;

/** Who holds a session. */
const holders = new WeakMap<object, Connection>();

/** Errors of a wait: NJS-040 of the queue of oracledb, ORA-24496 and ORA-24457 of the pool of its thick mode. */
const TIMEOUT = /^(NJS-040|ORA-24496|ORA-24457)\b/;

const METHODS = ['getConnection', '_processRequest', '_release'] as const;

/** Pools of `oracledb` 6.10 and later: before, its requests are bare callbacks in a list. */
export const oracledb: PoolAdapter<OraclePoolLike> = {
  methods: METHODS,
  closes: ['error', 'shutdown'],
  matches,
  identify,
  stats,
  watch,
  lease,
  resize,
  reclaim,
  createsUnseen: true,
  end: async (pool) => (pool.status === OPEN ? pool.close(DRAIN_SECONDS) : undefined),
};

function matches(pool: unknown): pool is OraclePoolLike {
  const like = pool as OraclePoolLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    isWatchable(like, 'getConnection') &&
    METHODS.every((method) => typeof like[method] === 'function') &&
    typeof like._pendingRequestQueue?.size === 'number' &&
    typeof like._impl?.close === 'function'
  );
}

function identify({ poolAlias }: OraclePoolLike): PoolIdentity {
  return {
    client: 'oracledb',
    system: 'oracle.db',
    ...(typeof poolAlias === 'string' && poolAlias !== '' && { name: poolAlias }),
  };
}

/** A request that has left the queue waits until its session is there. */
function stats(pool: OraclePoolLike): ReturnType<typeof oracledb.stats> {
  const ended = pool.status === CLOSED;
  const [open, inUse] = ended ? [0, 0] : [pool.connectionsOpen, pool.connectionsInUse];
  return {
    used: Math.min(open, inUse),
    idle: Math.max(0, open - inUse),
    pending: pool._pendingRequestQueue.size + pool._processing,
    limit: ended ? 0 : pool.poolMax,
    idleMax: ended ? 0 : pool.poolMax,
    idleMin: ended ? 0 : pool.poolMin,
    ended,
  };
}

async function lease(pool: OraclePoolLike): Promise<PoolLease> {
  const connection = await pool.getConnection();
  return {
    connection,
    release: () => connection.close(),
    destroy: () => connection.close({ drop: true }),
  };
}

/** What is done to a pool one after the other: one that is being reconfigured refuses to be so again. */
const changes = new WeakMap<object, Promise<unknown>>();

function resize(pool: OraclePoolLike, limit: number): Promise<void> {
  const before = changes.get(pool) ?? Promise.resolve();
  const change = before.catch(() => {}).then(() => reconfigure(pool, limit));
  changes.set(pool, change);
  return change;
}

/** The pool itself closes what comes back beyond its limit; as it refuses to be closed meanwhile, nothing is done for nothing. */
async function reconfigure(pool: OraclePoolLike, limit: number): Promise<void> {
  if (pool.poolMax === limit) return;
  await pool.reconfigure({ poolMax: limit });
  pool._bgRequestWaiter?.();
}

/** A connection of oracledb rejects where it is closed twice: the late close of the holder is passed by. */
function reclaim(_pool: OraclePoolLike, session: unknown): void {
  const connection = holders.get(session as object);
  if (!connection) return;
  closeFor(session as object, 'leak');
  connection.close({ drop: true }).catch(() => {});
  Object.defineProperty(connection, 'close', { value: async () => {}, configurable: true });
}

/**
 * Watches the requests of a pool: the trace handler of oracledb is one for all, which others may have taken, and tells
 * no request from another.
 */
function watch(pool: OraclePoolLike, events: PoolEvents): Disposable {
  const { _processRequest, _release, _impl: impl } = pool;
  const { close } = impl;
  const getConnection = methodOf(pool, 'getConnection');
  let active = true;
  let asked: PoolRequest | undefined;

  const follow = (request: Request, wait: PoolRequest): void => {
    const { resolve } = request;
    let failure: unknown = request.error;
    request.resolve = () => {
      if (active && request.conn) {
        holders.set(request.conn._impl, request.conn);
        events.granted(wait, request.conn._impl);
      }
      return resolve.call(request);
    };
    Object.defineProperty(request, 'error', {
      configurable: true,
      enumerable: true,
      get: () => failure,
      set(error: unknown) {
        failure = error;
        if (active) events.refused(TIMEOUT.test(String((error as Error)?.message)), error);
      },
    });
  };

  function watchedGetConnection(this: OraclePoolLike, ...args: unknown[]): unknown {
    if (!active) return Reflect.apply(getConnection, this, args);
    const wait = events.requested(watchedGetConnection);
    const queued = this._pendingRequestQueue.size;
    asked = wait;
    try {
      return Reflect.apply(getConnection, this, args);
    } finally {
      if (asked === wait) {
        asked = undefined;
        const last = [...this._pendingRequestQueue].at(-1);
        if (last && this._pendingRequestQueue.size > queued) follow(last, wait);
        else events.refused(false);
      }
    }
  }

  function watchedProcess(this: OraclePoolLike, ...args: [Request]): unknown {
    if (asked) follow(args[0], asked);
    asked = undefined;
    return Reflect.apply(_processRequest, this, args);
  }

  function watchedRelease(
    this: OraclePoolLike,
    ...args: Parameters<OraclePoolLike['_release']>
  ): unknown {
    const [session, options] = args;
    if (active && session) {
      events.returned(session);
      if (options?.drop) events.closed(closeReasonOf(session) ?? 'error');
    }
    return Reflect.apply(_release, this, args);
  }

  function watchedClose(this: unknown, ...args: unknown[]): unknown {
    const open = active ? pool.connectionsOpen : 0;
    for (let left = open; left > 0; left--) events.closed('shutdown');
    return Reflect.apply(close, this, args);
  }

  const overriding = overrideAll(pool, {
    getConnection: watchedGetConnection,
    _processRequest: watchedProcess,
    _release: watchedRelease,
  });
  const closing = override(impl, 'close', watchedClose);
  return {
    [Symbol.dispose]() {
      active = false;
      closing[Symbol.dispose]();
      overriding[Symbol.dispose]();
    },
  };
}

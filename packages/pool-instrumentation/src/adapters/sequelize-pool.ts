import type {
  CloseReason,
  IdleConnection,
  PoolAdapter,
  PoolEvents,
  PoolIdentity,
  PoolLease,
  PoolRequest,
} from '../pool.ts';
import { askingOf } from './watch/asking.ts';
import { closeFor, closeReasonOf } from './watch/close-reason.ts';
import { type Factory, watchFactory } from './watch/factory.ts';
import { closeSurplus, closesSurplus, isBeyondLimit, keepLimit } from './watch/limit.ts';
import { isWatchable, methodOf, override } from './watch/override.ts';
import { transactionOf } from './watch/transaction.ts';

/** One who waits for a connection. */
interface Waiting {
  resolve(connection: unknown): unknown;
  reject(error: unknown): unknown;
}

interface Held {
  readonly resource: unknown;
}

/** The members of a pool of sequelize-pool 6 to 8 that are read or watched. */
export interface SequelizePoolLike {
  readonly size: number;
  readonly using: number;
  readonly available: number;
  readonly waiting: number;
  readonly maxSize: number;
  readonly minSize: number;
  readonly _draining: boolean;
  readonly _pendingAcquires: Waiting[];
  readonly _availableObjects: Held[];
  readonly _inUseObjects: Held[];
  _factory: Factory;
  acquire(): Promise<unknown>;
  release(resource: unknown): unknown;
  destroy(resource: unknown): Promise<unknown>;
  drain(): unknown;
  destroyAllNow(): unknown;
  _scheduleRemoveIdle?(): unknown;
  _dispense(): unknown;
  _removeIdle(): unknown;
}

const METHODS = [
  'acquire',
  'release',
  'destroy',
  'destroyAllNow',
  '_dispense',
  '_removeIdle',
] as const;

/** Pools of `sequelize-pool` 6 to 8, such as those of sequelize. */
export const sequelizePool: PoolAdapter<SequelizePoolLike> = {
  methods: METHODS,
  matches,
  identify: (): PoolIdentity => ({ client: 'sequelize-pool' }),
  stats,
  watch,
  lease,
  resize,
  takeIdle,
  query: askingOf,
  reclaim,
  transaction: transactionOf,
  async end(pool) {
    if (pool._draining) return;
    await pool.drain();
    await pool.destroyAllNow();
  },
};

function matches(pool: unknown): pool is SequelizePoolLike {
  const like = pool as SequelizePoolLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    isWatchable(like, '_factory') &&
    METHODS.every((method) => typeof like[method] === 'function') &&
    [like._pendingAcquires, like._availableObjects, like._inUseObjects].every(Array.isArray) &&
    typeof like._factory?.create === 'function' &&
    typeof like.maxSize === 'number'
  );
}

function stats(pool: SequelizePoolLike): ReturnType<typeof sequelizePool.stats> {
  return {
    used: pool.using,
    idle: pool.available,
    pending: pool.waiting,
    limit: pool.maxSize,
    idleMax: pool.maxSize,
    idleMin: pool.minSize,
    ended: pool._draining && pool.size === 0,
  };
}

async function lease(pool: SequelizePoolLike): Promise<PoolLease> {
  const connection = await pool.acquire();
  return {
    connection,
    release: () => pool.release(connection),
    destroy: () => pool.destroy(connection),
  };
}

/** The limit stands on the factory: on ours while the pool is watched. One call makes one connection for one who waits. */
function resize(pool: SequelizePoolLike, limit: number): void {
  Object.defineProperty(pool._factory, 'max', {
    value: limit,
    writable: true,
    configurable: true,
    enumerable: true,
  });
  keepLimit(pool, limit);
  const making = pool.size - pool.using - pool.available;
  for (let left = Math.min(limit - pool.size, pool.waiting - making); left > 0; left--)
    pool._dispense();
  closeSurplus(pool, () => {
    const surplus = Math.max(0, pool.size - limit);
    for (const { resource } of pool._availableObjects.slice(0, surplus)) end(pool, resource);
  });
}

/** While it is out it is in use: so it counts, and who drains the pool waits for it. */
function takeIdle(
  pool: SequelizePoolLike,
  skip: (connection: unknown) => boolean,
): IdleConnection | undefined {
  const index = pool._availableObjects.findIndex(({ resource }) => !skip(resource));
  const [held] = index < 0 ? [] : pool._availableObjects.splice(index, 1);
  if (!held) return undefined;
  pool._inUseObjects.push(held);
  return {
    connection: held.resource,
    putBack() {
      if (!comeBack(pool, pool._inUseObjects.indexOf(held))) return;
      if (isBeyondLimit(pool, pool.size, pool.maxSize))
        return close(pool, held.resource, 'idle_timeout');
      pool._dispense();
      pool._scheduleRemoveIdle?.();
    },
    close(reason) {
      if (comeBack(pool, pool._inUseObjects.indexOf(held))) close(pool, held.resource, reason);
    },
  };
}

/** What its holder gives back later is passed by, as sequelize-pool does of what it does not know. */
function reclaim(pool: SequelizePoolLike, connection: unknown): void {
  close(pool, connection, 'leak');
}

function close(pool: SequelizePoolLike, connection: unknown, reason: CloseReason): void {
  closeFor(Object(connection), reason);
  end(pool, connection);
}

/** What closing it fails with is nobody's. */
function end(pool: SequelizePoolLike, resource: unknown): void {
  pool.destroy(resource).catch(() => {});
}

/**
 * Watches by own properties of the pool, by a stand-in for its factory, and by those who wait in the pool: what settles
 * one of them tells when, and a `.then()` of ours would mark a rejection as handled.
 */
function watch(pool: SequelizePoolLike, events: PoolEvents): Disposable {
  const { release, destroy, destroyAllNow, _dispense, _removeIdle } = pool;
  const acquire = methodOf(pool, 'acquire');
  const ending = new WeakSet<object>();
  let active = true;
  let asked: PoolRequest | undefined;
  let cause: CloseReason | undefined;

  const under = (reason: CloseReason, run: () => unknown): unknown => {
    const outer = cause;
    cause = reason;
    try {
      return run();
    } finally {
      cause = outer;
    }
  };
  const follow = (waiting: Waiting, request: PoolRequest): void => {
    const { resolve, reject } = waiting;
    waiting.resolve = (connection) => {
      if (active && closeNew(pool, connection)) return pool._pendingAcquires.unshift(waiting);
      if (active) events.granted(request, connection);
      return resolve.call(waiting, connection);
    };
    waiting.reject = (error) => {
      if (active) events.refused(isTimeout(error), error);
      return reject.call(waiting, error);
    };
  };

  function watchedAcquire(this: SequelizePoolLike, ...args: never[]): unknown {
    if (!active) return Reflect.apply(acquire, this, args);
    asked = events.requested(watchedAcquire);
    try {
      return Reflect.apply(acquire, this, args);
    } finally {
      if (asked) events.refused(false);
      asked = undefined;
    }
  }

  function watchedDispense(this: SequelizePoolLike, ...args: never[]): unknown {
    const request = asked;
    asked = undefined;
    const waiting = this._pendingAcquires.at(-1);
    if (request && waiting) follow(waiting, request);
    if (!active) return Reflect.apply(_dispense, this, args);
    return under('health_check', () => Reflect.apply(_dispense, this, args));
  }

  function watchedRelease(this: SequelizePoolLike, ...args: [unknown]): unknown {
    if (!active) return release.apply(this, args);
    if (isBeyondLimit(this, this.size, this.maxSize) && isLent(this, args[0]))
      return closeSurplus(this, () => end(this, args[0]));
    events.returned(args[0]);
    return under('max_uses', () => release.apply(this, args));
  }

  function watchedDestroy(this: SequelizePoolLike, ...args: [unknown]): unknown {
    if (active) tellEnd(this, args[0]);
    return destroy.apply(this, args);
  }

  function watchedDestroyAllNow(this: SequelizePoolLike, ...args: []): unknown {
    if (active) for (const { resource } of this._availableObjects) ending.add(Object(resource));
    return destroyAllNow.apply(this, args);
  }

  function watchedRemoveIdle(this: SequelizePoolLike, ...args: []): unknown {
    return under('idle_timeout', () => _removeIdle.apply(this, args));
  }

  const tellEnd = (owner: SequelizePoolLike, resource: unknown): void => {
    const lent = isLent(owner, resource);
    if (!lent && !isAmong(owner._availableObjects, resource)) return;
    if (lent && cause !== 'max_uses') events.returned(resource);
    const ours = closeReasonOf(Object(resource));
    const reason = closesSurplus(owner) ? 'idle_timeout' : (ours ?? cause);
    events.closed(reason ?? (ending.has(Object(resource)) ? 'shutdown' : 'error'));
  };

  const factory = pool._factory;
  const watchedFactory = watchFactory(factory, events, () => active);
  pool._factory = watchedFactory;
  const overrides = [
    override(pool, 'acquire', watchedAcquire as never),
    override(pool, '_dispense', watchedDispense as never),
    override(pool, 'release', watchedRelease as never),
    override(pool, 'destroy', watchedDestroy as never),
    override(pool, 'destroyAllNow', watchedDestroyAllNow as never),
    override(pool, '_removeIdle', watchedRemoveIdle as never),
  ];
  return {
    [Symbol.dispose]() {
      active = false;
      for (const each of overrides.reverse()) each[Symbol.dispose]();
      if (pool._factory === watchedFactory) pool._factory = factory;
    },
  };
}

/** Closes what was being made for who waits longest, where the limit has fallen meanwhile. */
function closeNew(pool: SequelizePoolLike, resource: unknown): boolean {
  if (!isBeyondLimit(pool, pool.using + pool.available, pool.maxSize)) return false;
  comeBack(
    pool,
    pool._inUseObjects.findIndex((each) => each.resource === resource),
  );
  closeSurplus(pool, () => end(pool, resource));
  return true;
}

/** What is lent at `index` is idle. */
function comeBack(pool: SequelizePoolLike, index: number): boolean {
  const [held] = index < 0 ? [] : pool._inUseObjects.splice(index, 1);
  if (held) pool._availableObjects.unshift(held);
  return held !== undefined;
}

function isLent(pool: SequelizePoolLike, resource: unknown): boolean {
  return isAmong(pool._inUseObjects, resource);
}

function isAmong(held: readonly Held[], resource: unknown): boolean {
  return held.some((each) => each.resource === resource);
}

/** The errors of sequelize-pool have a class, and no name of their own. */
function isTimeout(error: unknown): boolean {
  return (error as Error | undefined)?.constructor?.name === 'TimeoutError';
}

import type { CloseReason, PoolEvents, PoolRequest } from '../pool.ts';
import {
  comeBack,
  end,
  type Held,
  type SequelizePoolLike,
  type Waiting,
} from './sequelize-pool-like.ts';
import { watchBeside } from './watch/beside.ts';
import { closeReasonOf } from './watch/close-reason.ts';
import { watchFactory } from './watch/factory.ts';
import { closeSurplus, closesSurplus, isBeyondLimit } from './watch/limit.ts';
import { methodOf, overrideAll } from './watch/override.ts';
import { isTimeout } from './watch/timeout.ts';

/**
 * Watches by own properties of the pool, by a stand-in for its factory, and by those who wait in the pool: what settles
 * one of them tells when, and a `.then()` of ours would mark a rejection as handled.
 */
export function watch(pool: SequelizePoolLike, events: PoolEvents): Disposable {
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
  const overriding = overrideAll(pool, {
    acquire: watchedAcquire,
    _dispense: watchedDispense,
    release: watchedRelease,
    destroy: watchedDestroy,
    destroyAllNow: watchedDestroyAllNow,
    _removeIdle: watchedRemoveIdle,
  });
  pool._factory = watchedFactory;
  const beside = watchBeside(pool, () => events.createFailed());
  return {
    [Symbol.dispose]() {
      active = false;
      beside?.[Symbol.dispose]();
      overriding[Symbol.dispose]();
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

function isLent(pool: SequelizePoolLike, resource: unknown): boolean {
  return isAmong(pool._inUseObjects, resource);
}

function isAmong(held: readonly Held[], resource: unknown): boolean {
  return held.some((each) => each.resource === resource);
}

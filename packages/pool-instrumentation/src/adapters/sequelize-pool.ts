import type { CloseReason, IdleConnection, PoolAdapter, PoolIdentity, PoolLease } from '../pool.ts';
import { comeBack, end, METHODS, type SequelizePoolLike } from './sequelize-pool-like.ts';
import { watch } from './sequelize-pool-watch.ts';
import { askingOf } from './watch/asking.ts';
import { closeFor } from './watch/close-reason.ts';
import { closeSurplus, isBeyondLimit, keepLimit } from './watch/limit.ts';
import { countOut, out } from './watch/out.ts';
import { isWatchable } from './watch/override.ts';
import { transactionOf } from './watch/transaction.ts';

/** Pools of `sequelize-pool` 6 to 8, such as those of sequelize. */
export const sequelizePool: PoolAdapter<SequelizePoolLike> = {
  methods: METHODS,
  closes: ['idle_timeout', 'max_uses', 'error', 'health_check', 'shutdown'],
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
  const checked = countOut(pool._inUseObjects);
  return {
    used: pool.using - checked,
    idle: pool.available + checked,
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

/** While it is out it is in use: who drains the pool waits for it. */
function takeIdle(
  pool: SequelizePoolLike,
  skip: (connection: unknown) => boolean,
): IdleConnection | undefined {
  const index = pool._availableObjects.findIndex(({ resource }) => !skip(resource));
  const [held] = index < 0 ? [] : pool._availableObjects.splice(index, 1);
  if (!held) return undefined;
  pool._inUseObjects.push(held);
  out.add(held);
  const isBack = (): boolean => {
    out.delete(held);
    return comeBack(pool, pool._inUseObjects.indexOf(held));
  };
  return {
    connection: held.resource,
    putBack() {
      if (!isBack()) return;
      if (isBeyondLimit(pool, pool.size, pool.maxSize))
        return close(pool, held.resource, 'idle_timeout');
      pool._dispense();
      pool._scheduleRemoveIdle?.();
    },
    close(reason) {
      if (isBack()) close(pool, held.resource, reason);
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

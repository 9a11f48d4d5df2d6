import type {
  CloseReason,
  IdleConnection,
  PoolAdapter,
  PoolEvents,
  PoolIdentity,
  PoolLease,
  PoolRequest,
} from '../pool.ts';
import { closeFor, closeReasonOf } from './watch/close-reason.ts';
import { type Factory, watchFactory } from './watch/factory.ts';
import { closeSurplus, closesSurplus, isBeyondLimit, keepLimit } from './watch/limit.ts';
import { isWatchable, methodOf, overrideAll } from './watch/override.ts';
import { createSettleTap } from './watch/settle.ts';
import { transactionOf } from './watch/transaction.ts';

/** A resource with the book-keeping of its pool. */
interface Pooled {
  readonly obj?: unknown;
  readonly state?: unknown;
}

/** The members of a pool of generic-pool 3 that are read or watched. */
export interface GenericPoolLike {
  readonly borrowed: number;
  readonly available: number;
  readonly pending: number;
  readonly size: number;
  readonly max: number;
  readonly min: number;
  readonly _draining: boolean;
  readonly _allObjects: ReadonlySet<Pooled>;
  readonly _resourceLoans: ReadonlyMap<unknown, { readonly pooledResource: Pooled }>;
  readonly _config: { max: number; readonly fifo?: boolean };
  readonly _availableObjects: {
    shift(): Pooled | undefined;
    push(pooled: Pooled): void;
    unshift(pooled: Pooled): void;
  };
  drain(): unknown;
  clear(): unknown;
  _dispense(): unknown;
  _Promise: PromiseConstructor;
  _factory: Factory;
  acquire(priority?: number): unknown;
  release(resource: unknown): unknown;
  destroy(resource: unknown): unknown;
  _destroy(resource: Pooled): unknown;
  _evict(): unknown;
  _addPooledResourceToAvailableObjects(resource: Pooled): unknown;
}

/** Marks the pool of generic-pool beneath a pool of `createPool`. */
export const BENEATH: unique symbol = Symbol.for('plimsoll.pool.beneath');

const METHODS = [
  'acquire',
  'release',
  'destroy',
  '_destroy',
  '_evict',
  '_addPooledResourceToAvailableObjects',
] as const;

/** Pools of `generic-pool` 3. */
export const genericPool: PoolAdapter<GenericPoolLike> = {
  methods: METHODS,
  closes: ['idle_timeout', 'error', 'health_check', 'shutdown'],
  matches,
  behind: (pool) => (BENEATH in pool ? null : undefined),
  identify,
  stats,
  watch,
  lease,
  resize,
  takeIdle,
  reclaim,
  transaction: transactionOf,
  async end(pool) {
    if (pool._draining) return;
    await pool.drain();
    await pool.clear();
  },
};

function matches(pool: unknown): pool is GenericPoolLike {
  const like = pool as GenericPoolLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    isWatchable(like, '_Promise') &&
    METHODS.every((method) => typeof like[method] === 'function') &&
    typeof like._Promise === 'function' &&
    typeof like._factory?.create === 'function' &&
    'spareResourceCapacity' in like &&
    // One beneath a pool of ours is observed through that.
    !(BENEATH in like)
  );
}

function identify(): PoolIdentity {
  return { client: 'generic-pool' };
}

/** `clear()` of generic-pool leaves what it destroyed on the list of available resources: the size sets a bound. */
function stats(pool: GenericPoolLike): ReturnType<typeof genericPool.stats> {
  const { borrowed, available, pending, size, max, min } = pool;
  return {
    used: borrowed,
    idle: Math.min(available + (out.get(pool) ?? 0), Math.max(0, size - borrowed)),
    pending,
    limit: max,
    idleMax: max,
    idleMin: min,
    ended: pool._draining && size === 0,
  };
}

async function lease(pool: GenericPoolLike): Promise<PoolLease> {
  const connection = await pool.acquire();
  return {
    connection,
    release: () => pool.release(connection),
    destroy: () => pool.destroy(connection),
  };
}

function resize(pool: GenericPoolLike, limit: number): void {
  pool._config.max = limit;
  keepLimit(pool, limit);
  pool._dispense();
  closeSurplus(pool, () => {
    for (let over = Math.min(pool.size - limit, pool.available); over > 0; over--)
      pool._destroy(pool._availableObjects.shift() as Pooled);
  });
}

function isBeyond(pool: GenericPoolLike): boolean {
  return isBeyondLimit(pool, pool.size, pool.max);
}

/** How many idle ones are out. */
const out = new WeakMap<GenericPoolLike, number>();

function countOut(pool: GenericPoolLike, more: number): void {
  out.set(pool, (out.get(pool) ?? 0) + more);
}

/** The one that is idle for the longest is the first of a queue, and the last of a stack. */
function takeIdle(
  pool: GenericPoolLike,
  skip: (connection: unknown) => boolean,
): IdleConnection | undefined {
  const available = pool._availableObjects;
  const idle: Pooled[] = [];
  for (let next = available.shift(); next; next = available.shift()) idle.push(next);
  const isQueue = pool._config.fifo !== false;
  const mayBe = ({ obj }: Pooled): boolean => !skip(obj);
  const taken = isQueue ? idle.find(mayBe) : idle.findLast(mayBe);
  for (const pooled of idle) if (pooled !== taken) available.push(pooled);
  if (!taken) return undefined;
  countOut(pool, 1);
  const destroy = (reason: CloseReason): void => {
    closeFor(taken, reason);
    pool._destroy(taken);
    pool._dispense();
  };
  return {
    connection: taken.obj,
    close(reason) {
      countOut(pool, -1);
      destroy(reason);
    },
    putBack() {
      countOut(pool, -1);
      // It may have been cleared meanwhile, which passes by what is out.
      if (pool._draining && pool.pending === 0) return destroy('shutdown');
      if (isBeyond(pool)) return destroy('idle_timeout');
      if (isQueue) available.unshift(taken);
      else available.push(taken);
      pool._dispense();
    },
  };
}

/** What was taken back: generic-pool rejects where it is given back once more. */
let reclaimed: WeakSet<object> | undefined;

function reclaim(pool: GenericPoolLike, connection: unknown): void {
  const loan = pool._resourceLoans.get(connection);
  if (!loan) return;
  closeFor(loan.pooledResource, 'leak');
  pool.destroy(connection);
  if (typeof connection !== 'object' || connection === null) return;
  reclaimed ??= new WeakSet();
  reclaimed.add(connection);
}

function wasReclaimed(connection: unknown): boolean {
  return reclaimed?.has(connection as object) ?? false;
}

/** Watches by own properties of the pool and by a stand-in for its factory. */
function watch(pool: GenericPoolLike, events: PoolEvents): Disposable {
  const { release, destroy, _destroy, _evict, _addPooledResourceToAvailableObjects: add } = pool;
  const acquire = methodOf(pool, 'acquire');
  let active = true;
  let cause: CloseReason | undefined;

  const tap = createSettleTap<'_Promise', PoolRequest>('_Promise', {
    resolved(request, resource, atOnce) {
      // A factory may give again what was taken back.
      reclaimed?.delete(resource as object);
      events.granted(request, resource, atOnce);
    },
    rejected(_request, error, first) {
      const late = (error as Error | undefined)?.name === 'TimeoutError';
      // The queue is the first to know, and lets it go then.
      events.refused(late, error, late && first);
    },
  });
  const under = (reason: CloseReason, run: () => unknown): unknown => {
    const outer = cause;
    cause = reason;
    try {
      return run();
    } finally {
      cause = outer;
    }
  };

  function watchedAcquire(this: GenericPoolLike, ...args: never[]): unknown {
    if (!active) return Reflect.apply(acquire, this, args);
    return tap(this, events.requested(watchedAcquire), acquire as never, args);
  }

  function watchedRelease(this: GenericPoolLike, ...args: [unknown]): unknown {
    if (wasReclaimed(args[0])) return this._Promise.resolve();
    if (!active) return release.apply(this, args);
    events.returned(args[0]);
    if (!isBeyond(this)) return release.apply(this, args);
    return closeSurplus(this, destroy.bind(this, ...args));
  }

  function watchedDestroy(this: GenericPoolLike, ...args: [unknown]): unknown {
    if (wasReclaimed(args[0])) return this._Promise.resolve();
    if (!active) return destroy.apply(this, args);
    events.returned(args[0]);
    return under('error', () => destroy.apply(this, args));
  }

  function watchedEnd(this: GenericPoolLike, ...args: Parameters<GenericPoolLike['_destroy']>) {
    if (active) events.closed(closeReasonOf(args[0]) ?? cause ?? reasonOf(this, args[0]));
    return _destroy.apply(this, args);
  }

  function watchedEvict(this: GenericPoolLike): unknown {
    if (!active) return _evict.call(this);
    return under('idle_timeout', () => _evict.call(this));
  }

  /** One that was being made when the limit fell is counted twice in the size of the pool. */
  function watchedAdd(this: GenericPoolLike, resource: Pooled): unknown {
    if (!active || !isBeyondLimit(this, this._allObjects.size, this._config.max))
      return add.call(this, resource);
    return closeSurplus(this, this._destroy.bind(this, resource));
  }

  const factory = pool._factory;
  const watchedFactory = watchFactory(factory, events, () => active);
  const overriding = overrideAll(pool, {
    acquire: watchedAcquire,
    release: watchedRelease,
    destroy: watchedDestroy,
    _destroy: watchedEnd,
    _evict: watchedEvict,
    _addPooledResourceToAvailableObjects: watchedAdd,
  });
  pool._factory = watchedFactory;
  return {
    [Symbol.dispose]() {
      active = false;
      overriding[Symbol.dispose]();
      if (pool._factory === watchedFactory) pool._factory = factory;
    },
  };
}

function reasonOf(pool: GenericPoolLike, resource: Pooled): CloseReason {
  if (closesSurplus(pool)) return 'idle_timeout';
  return resource.state === 'INVALID' ? 'health_check' : 'shutdown';
}

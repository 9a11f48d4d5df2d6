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
import { closeSurplus, closesSurplus, isBeyondLimit, keepLimit } from './watch/limit.ts';
import { countOut, out } from './watch/out.ts';
import { isWatchable, methodOf, overrideAll } from './watch/override.ts';
import { isTimeout } from './watch/timeout.ts';
import { transactionOf } from './watch/transaction.ts';

/** What knex writes on a connection. */
interface KnexConnection {
  readonly __knex__disposed?: unknown;
  readonly __knexLifetimeLimit?: number | null;
}

/** A connection with the book-keeping of its pool; whoever ends the pool waits for those that are in use. */
interface Held {
  readonly resource: unknown;
  /** Ends a use, and gives the same connection for the next. */
  resolve(): Held;
  settle(): unknown;
}

/** The members of a pool of tarn 3 that are read or watched. */
export interface TarnPoolLike {
  readonly min: number;
  max: number;
  readonly destroyed: boolean;
  numUsed(): number;
  numFree(): number;
  numPendingAcquires(): number;
  numPendingValidations(): number;
  numPendingCreates(): number;
  used: Held[];
  free: Held[];
  acquire(): { readonly promise: Promise<unknown> };
  release(resource: unknown): unknown;
  check(): unknown;
  destroy(): unknown;
  _destroy(resource: unknown): unknown;
  _tryAcquireOrCreate(): unknown;
  _executeEventHandlers(event: string, ...args: unknown[]): unknown;
}

const METHODS = ['acquire', 'release', 'check', '_executeEventHandlers'] as const;
const NUMBERS = [
  'numUsed',
  'numFree',
  'numPendingAcquires',
  'numPendingValidations',
  'numPendingCreates',
] as const;

/** Pools of `tarn` 3, such as those of knex. */
export const tarn: PoolAdapter<TarnPoolLike> = {
  methods: METHODS,
  closes: ['idle_timeout', 'max_lifetime', 'error', 'health_check', 'shutdown'],
  matches,
  identify: (): PoolIdentity => ({ client: 'tarn' }),
  stats,
  watch,
  lease,
  resize,
  takeIdle,
  query: askingOf,
  reclaim,
  transaction: transactionOf,
  end: async (pool) => (pool.destroyed ? undefined : pool.destroy()),
};

function matches(pool: unknown): pool is TarnPoolLike {
  const like = pool as TarnPoolLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    isWatchable(like, 'acquire') &&
    [...METHODS, ...NUMBERS].every((method) => typeof like[method] === 'function') &&
    typeof like.max === 'number' &&
    typeof like.destroyed === 'boolean'
  );
}

/** A connection that is validated before it is lent counts as used in tarn: here it is idle, and its borrower waits. */
function stats(pool: TarnPoolLike): ReturnType<typeof tarn.stats> {
  const validating = pool.numPendingValidations();
  const used = Math.max(0, pool.numUsed() - validating - countOut(pool.used));
  const idle = pool.numUsed() + pool.numFree() - used;
  return {
    used,
    idle,
    pending: pool.numPendingAcquires() + validating,
    limit: pool.max,
    idleMax: pool.max,
    idleMin: pool.min,
    ended: pool.destroyed && used + idle + pool.numPendingCreates() === 0,
  };
}

async function lease(pool: TarnPoolLike): Promise<PoolLease> {
  const connection = await pool.acquire().promise;
  return {
    connection,
    release: () => pool.release(connection),
    destroy: () => discard(pool, connection),
  };
}

/** One call makes one connection for one who waits. */
function resize(pool: TarnPoolLike, limit: number): void {
  pool.max = limit;
  keepLimit(pool, limit);
  for (let room = limit - openOf(pool); room > 0; room--) pool._tryAcquireOrCreate();
  closeIdle(pool, openOf(pool) - limit);
}

function closeIdle(pool: TarnPoolLike, count: number): void {
  closeSurplus(pool, () => {
    for (const idle of pool.free.splice(0, Math.max(0, count))) {
      idle.settle();
      pool._destroy(idle.resource);
    }
  });
}

function openOf(pool: TarnPoolLike): number {
  return pool.numUsed() + pool.numFree() + pool.numPendingCreates();
}

function discard(pool: TarnPoolLike, connection: unknown): void {
  Reflect.set(Object(connection), '__knex__disposed', 'given back to be closed');
  closeLent(pool, connection);
}

/** While it is out it is in use, as one that is validated is: who ends the pool waits for it. */
function takeIdle(
  pool: TarnPoolLike,
  skip: (connection: unknown) => boolean,
): IdleConnection | undefined {
  const index = pool.free.findIndex(({ resource }) => !skip(resource));
  const [held] = pool.destroyed || index < 0 ? [] : pool.free.splice(index, 1);
  if (!held) return undefined;
  pool.used.push(held);
  out.add(held);
  const comeBack = (): boolean => {
    out.delete(held);
    const at = pool.used.indexOf(held);
    if (at >= 0) pool.used.splice(at, 1);
    return at >= 0;
  };
  const close = (reason: CloseReason): void => {
    held.settle();
    closeFor(Object(held.resource), reason);
    pool._destroy(held.resource);
    pool._tryAcquireOrCreate();
  };
  return {
    connection: held.resource,
    putBack() {
      if (!comeBack()) return;
      if (isBeyondLimit(pool, openOf(pool) + 1, pool.max)) return close('idle_timeout');
      pool.free.unshift(pool.destroyed ? held.resolve() : held);
      pool._tryAcquireOrCreate();
    },
    close(reason) {
      if (comeBack()) close(reason);
    },
  };
}

/** What its holder gives back later is passed by, as tarn does of what it does not know. */
function reclaim(pool: TarnPoolLike, connection: unknown): void {
  closeFor(Object(connection), 'leak');
  closeLent(pool, connection);
}

/** tarn itself closes nothing that is lent: this is its `release`, and the end of a connection that fails its check. */
function closeLent(pool: TarnPoolLike, connection: unknown): boolean {
  const index = pool.used.findIndex(({ resource }) => resource === connection);
  if (index < 0) return false;
  pool._executeEventHandlers('release', connection);
  for (const loan of pool.used.splice(index, 1)) loan.resolve();
  pool._destroy(connection);
  pool._tryAcquireOrCreate();
  return true;
}

/**
 * Watches the funnel of all events of a pool instead of listening: listeners are seen by the application, and
 * `destroy` and `removeAllListeners` take them away.
 */
function watch(pool: TarnPoolLike, events: PoolEvents): Disposable {
  const { release, check, _executeEventHandlers } = pool;
  const acquire = methodOf(pool, 'acquire');
  const requests = new Map<unknown, PoolRequest>();
  const creations = new Map<unknown, number>();
  let active = true;
  let reaping = false;
  let asked: PoolRequest | undefined;

  const told: Record<string, (id: unknown, value: unknown) => void> = {
    acquireRequest(id) {
      if (asked) requests.set(id, asked);
      asked = undefined;
    },
    acquireSuccess(id, resource) {
      const request = requests.get(id);
      if (requests.delete(id)) events.granted(request as PoolRequest, resource);
    },
    acquireFail(id, error) {
      // It leaves the queue, or the validation, after this event.
      if (requests.delete(id)) events.refused(isTimeout(error), error, true);
    },
    release: (resource) => events.returned(resource),
    createRequest: (id) => void creations.set(id, events.creating()),
    createSuccess(id) {
      const since = creations.get(id);
      if (creations.delete(id)) events.created(since as number);
      closeMade();
    },
    createFail(id) {
      if (creations.delete(id)) events.createFailed();
    },
    destroyRequest: (_id, resource) => events.closed(reasonOf(resource as KnexConnection)),
  };
  /** What was being made when the limit fell is free by now, and not lent yet. */
  const closeMade = (): void => {
    const open = pool.numUsed() + pool.numFree();
    if (isBeyondLimit(pool, open, pool.max)) closeIdle(pool, open - pool.max);
  };
  const reasonOf = (connection: KnexConnection | undefined): CloseReason => {
    const ours = closeReasonOf(Object(connection));
    if (ours) return ours;
    if (reaping || closesSurplus(pool)) return 'idle_timeout';
    if (connection?.__knex__disposed) return 'error';
    if (pool.destroyed) return 'shutdown';
    const end = connection?.__knexLifetimeLimit ?? Number.POSITIVE_INFINITY;
    return end < performance.now() ? 'max_lifetime' : 'health_check';
  };

  function watchedAcquire(this: TarnPoolLike, ...args: never[]): unknown {
    if (!active) return Reflect.apply(acquire, this, args);
    asked = events.requested(watchedAcquire);
    return Reflect.apply(acquire, this, args);
  }

  function watchedRelease(this: TarnPoolLike, ...args: [unknown]): unknown {
    const beyond = active && isBeyondLimit(this, openOf(this), this.max);
    if (beyond && closeSurplus(this, () => closeLent(this, args[0]))) return true;
    return Reflect.apply(release, this, args);
  }

  function watchedCheck(this: TarnPoolLike, ...args: never[]): unknown {
    reaping = true;
    try {
      return Reflect.apply(check, this, args);
    } finally {
      reaping = false;
    }
  }

  function watchedEvents(this: TarnPoolLike, ...args: [string, ...unknown[]]): unknown {
    if (active) told[args[0]]?.(args[1], args[2]);
    return Reflect.apply(_executeEventHandlers, this, args);
  }

  const overriding = overrideAll(pool, {
    acquire: watchedAcquire,
    release: watchedRelease,
    check: watchedCheck,
    _executeEventHandlers: watchedEvents,
  });
  return {
    [Symbol.dispose]() {
      active = false;
      overriding[Symbol.dispose]();
    },
  };
}

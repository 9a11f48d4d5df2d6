import type { CloseReason, PoolAdapter, PoolEvents, PoolIdentity, PoolStats } from '../pool.ts';
import { isWatchable, methodOf, overrideAll } from './watch/override.ts';

/** An event of connection monitoring and pooling, as far as it is read. */
interface CmapEvent {
  readonly connectionId?: unknown;
  readonly reason?: string;
  /** Of a connection that could not be made, and so was never open. */
  readonly error?: unknown;
}

type Made = (error: unknown, connection?: unknown) => unknown;

/** The members of a connection pool of the driver that are read or watched: it has one for each server. */
export interface MongoPoolLike {
  readonly address: string;
  readonly closed: boolean;
  readonly generation: number;
  readonly poolState: string;
  readonly options: { readonly maxPoolSize: number; readonly minPoolSize: number };
  readonly availableConnectionCount: number;
  readonly currentCheckedOutCount: number;
  readonly waitQueue: Iterable<{ readonly cancelled: boolean }>;
  checkOut(options: unknown): Promise<{ readonly id: unknown }>;
  createConnection(made: Made): unknown;
  emitAndLog(event: string, ...args: CmapEvent[]): unknown;
}

const METHODS = ['checkOut', 'checkIn', 'createConnection'] as const;

/** How the driver says why it closed a connection; a stale one is of before the pool was cleared. */
const REASONS: Readonly<Record<string, CloseReason>> = {
  idle: 'idle_timeout',
  poolClosed: 'shutdown',
};

/** Requests that wait, as far as they came while the pool was watched. */
const waiting = new WeakMap<MongoPoolLike, Set<object>>();

/** The pools of a `MongoClient` of `mongodb` 6.13 and later: before, what waits stands under symbols. */
export const mongodb: PoolAdapter<MongoPoolLike> = {
  methods: METHODS,
  closes: ['idle_timeout', 'error', 'shutdown'],
  countsByWatching: true,
  matches,
  identify,
  stats,
  watch,
};

function matches(pool: unknown): pool is MongoPoolLike {
  const like = pool as MongoPoolLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    isWatchable(like, 'checkOut') &&
    METHODS.every((method) => typeof Reflect.get(like, method) === 'function') &&
    typeof like.emitAndLog === 'function' &&
    typeof like.currentCheckedOutCount === 'number' &&
    typeof like.availableConnectionCount === 'number' &&
    typeof like.waitQueue?.[Symbol.iterator] === 'function'
  );
}

function identify(pool: MongoPoolLike): PoolIdentity {
  return { client: 'mongodb', system: 'mongodb', server: pool.address };
}

/** A request that timed out stays in the queue of the driver until its turn; one whose connection is made has left it. */
function stats(pool: MongoPoolLike): PoolStats {
  const { maxPoolSize, minPoolSize } = pool.options;
  const queued = [...pool.waitQueue].filter((request) => !request.cancelled).length;
  const limit = maxPoolSize === 0 ? undefined : maxPoolSize;
  return {
    used: pool.currentCheckedOutCount,
    idle: pool.availableConnectionCount,
    pending: Math.max(queued, waiting.get(pool)?.size ?? 0),
    limit,
    idleMax: limit,
    idleMin: minPoolSize,
    ended: pool.closed && pool.currentCheckedOutCount === 0,
    unreachable: pool.poolState === 'paused' && pool.generation > 0,
  };
}

/**
 * Watches by own properties of the pool: its one way to every event, and the two methods whose caller and callback
 * no event names. The driver itself awaits every checkout, so a `then` of ours hides no rejection from anybody.
 */
function watch(pool: MongoPoolLike, events: PoolEvents): Disposable {
  const { createConnection, emitAndLog } = pool;
  const checkOut = methodOf(pool, 'checkOut');
  const requests = new Set<object>();
  waiting.set(pool, requests);
  let active = true;

  function watchedCheckOut(this: MongoPoolLike, ...args: [unknown]): Promise<{ id: unknown }> {
    if (!active) return checkOut.apply(this, args);
    const request = events.requested(watchedCheckOut);
    requests.add(request);
    const promise = checkOut.apply(this, args);
    promise.then(
      ({ id }) => {
        requests.delete(request);
        events.granted(request, id);
      },
      (error: unknown) => {
        requests.delete(request);
        events.refused(isTimeout(error), error);
      },
    );
    return promise;
  }

  function watchedCreate(this: MongoPoolLike, made: Made): unknown {
    if (!active) return createConnection.call(this, made);
    const since = events.creating();
    return createConnection.call(this, (...result) => {
      if (!result[0]) events.created(since);
      else if (!pool.closed) events.createFailed();
      return made(...result);
    });
  }

  function watchedEmit(this: MongoPoolLike, ...args: [string, CmapEvent]): unknown {
    const [name, event] = args;
    if (active && name === 'connectionCheckedIn') events.returned(event.connectionId);
    if (active && name === 'connectionClosed' && !event.error)
      events.closed(pool.closed ? 'shutdown' : (REASONS[event.reason ?? ''] ?? 'error'));
    return emitAndLog.apply(this, args);
  }

  const overriding = overrideAll(pool, {
    checkOut: watchedCheckOut,
    createConnection: watchedCreate,
    emitAndLog: watchedEmit,
  });
  return {
    [Symbol.dispose]() {
      active = false;
      waiting.delete(pool);
      overriding[Symbol.dispose]();
    },
  };
}

/** With `timeoutMS` the driver wraps its error. */
function isTimeout(error: unknown): boolean {
  const { name, cause } = (error ?? {}) as Error;
  return name === 'MongoWaitQueueTimeoutError' || (cause !== undefined && isTimeout(cause));
}

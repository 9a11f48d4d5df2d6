import type { CloseReason, PoolEvents, PoolRequest } from '../pool.ts';
import {
  isBeyond,
  madeFor,
  type PendingItem,
  type PgClientLike,
  type PgPoolLike,
} from './pg-pool.ts';
import { closeReasonOf } from './watch/close-reason.ts';
import { closeSurplus, closesSurplus, isBeyondLimit } from './watch/limit.ts';
import { methodOf, overrideAll } from './watch/override.ts';
import { createSettleTap } from './watch/settle.ts';
import { createTurns } from './watch/turns.ts';

/** pg-pool tells its timeouts by their texts alone. */
const WAIT_TIMEOUT = 'timeout exceeded when trying to connect';
const CREATE_TIMEOUT = 'Connection terminated due to connection timeout';

/**
 * Watches by own properties of the pool alone, for `removeAllListeners()` of the application takes listeners away
 * and an `error` listener would keep the process from the crash that it has without us. Use begins with the hand
 * over to a caller: the pool also emits `acquire` for checkouts of its own.
 */
export function watch(pool: PgPoolLike, events: PoolEvents): Disposable {
  const { newClient, _acquireClient, _release, _remove } = pool;
  const connect = methodOf(pool, 'connect');
  const opening = new WeakMap<PgClientLike, number>();
  const turns = createTurns<PendingItem>();
  const neverQueued = new WeakSet<PendingItem>();
  let active = true;
  let asking = false;
  let releasing: PgClientLike | undefined;
  let failed = false;

  const refuse = (error: unknown): void => {
    const message = (error as Error | undefined)?.message ?? '';
    events.refused(message === WAIT_TIMEOUT || message === CREATE_TIMEOUT, error);
    if (message !== WAIT_TIMEOUT && !pool.ending) events.createFailed();
  };
  const tap = createSettleTap<'Promise', PoolRequest>('Promise', {
    resolved: (request, client) => events.granted(request, client),
    rejected: (_request, error) => refuse(error),
  });

  function watchedConnect(this: PgPoolLike, ...args: never[]): unknown {
    if (!active) return Reflect.apply(connect, this, args);
    const request = events.requested(watchedConnect);
    const callback: unknown = args[0];
    asking = true;
    try {
      if (typeof callback !== 'function') return tap(this, request, connect as never, args);
      return connect.call(this, function (this: unknown, ...results) {
        if (results[0]) refuse(results[0]);
        else events.granted(request, results[1]);
        return Reflect.apply(callback, this, results);
      });
    } finally {
      asking = false;
    }
  }

  function watchedNewClient(this: PgPoolLike, pendingItem: PendingItem): unknown {
    if (!active) return newClient.call(this, pendingItem);
    turns.left(pendingItem);
    if (asking) neverQueued.add(pendingItem);
    const since = events.creating();
    const result = newClient.call(this, pendingItem);
    const client = this._clients.at(-1);
    if (client?._connecting && !opening.has(client)) {
      opening.set(client, since);
      madeFor.set(client, pendingItem);
      client.once('connect', () => opened(client));
    }
    return result;
  }

  /** A client tells its pool that it is connected, which runs the callback of the borrower, and then everybody. */
  const opened = (client: PgClientLike): void => {
    const since = opening.get(client);
    madeFor.delete(client);
    if (opening.delete(client)) events.created(since);
  };

  /** The limit may have fallen while the client connected. */
  function watchedAcquireClient(
    this: PgPoolLike,
    ...args: Parameters<PgPoolLike['_acquireClient']>
  ): unknown {
    const [client, item, , isNew] = args;
    if (active && isNew) opened(client);
    const surplus = active && isNew && isBeyondLimit(this, openOf(this), this.options.max ?? 0);
    if (!surplus || this.ending || item.timedOut) return Reflect.apply(_acquireClient, this, args);
    closeSurplus(this, () => this._remove(client));
    waitAgain(this, item);
    return this._pulseQueue();
  }

  /** Who never was in the queue has no limit on his wait there yet: he gets it by asking once more. */
  const waitAgain = (owner: PgPoolLike, item: PendingItem): void => {
    const queue = owner._pendingQueue;
    if (neverQueued.has(item)) connect.call(owner, item.callback);
    const again = neverQueued.has(item) ? queue.pop() : item;
    if (again) turns.comeBack(queue, again, item);
  };

  function watchedRelease(this: PgPoolLike, ...args: Parameters<PgPoolLike['_release']>): unknown {
    if (!active) return Reflect.apply(_release, this, args);
    events.returned(args[0]);
    const outer = releasing;
    const outerFailed = failed;
    releasing = args[0];
    failed = Boolean(args[2]);
    try {
      if (failed || !isBeyond(this)) return Reflect.apply(_release, this, args);
      // Before it knew of expired clients a pool closed those with an error alone.
      if (this._expired) this._expired.add(args[0]);
      else args[2] = true;
      return closeSurplus(this, _release.bind(this, ...args));
    } finally {
      releasing = outer;
      failed = outerFailed;
    }
  }

  function watchedRemove(this: PgPoolLike, ...args: Parameters<PgPoolLike['_remove']>): unknown {
    if (active && this._clients.includes(args[0])) events.closed(reasonOf(this, args[0]));
    return _remove.apply(this, args);
  }

  const reasonOf = (owner: PgPoolLike, client: PgClientLike): CloseReason => {
    const ours = closeReasonOf(client);
    if (ours) return ours;
    if (closesSurplus(owner)) return 'idle_timeout';
    if (releasing === client && failed) return 'error';
    if (owner.ending) return 'shutdown';
    if (client._queryable === false || client._ending === true) return 'error';
    if (releasing !== client) return 'idle_timeout';
    const uses = client._poolUseCount ?? 0;
    return uses >= (owner.options.maxUses ?? Number.POSITIVE_INFINITY)
      ? 'max_uses'
      : 'max_lifetime';
  };

  const overriding = overrideAll(pool, {
    connect: watchedConnect,
    newClient: watchedNewClient,
    _acquireClient: watchedAcquireClient,
    _release: watchedRelease,
    _remove: watchedRemove,
  });
  return {
    [Symbol.dispose]() {
      active = false;
      overriding[Symbol.dispose]();
    },
  };
}

function openOf({ _clients }: PgPoolLike): number {
  return _clients.filter(({ _connecting }) => _connecting !== true).length;
}

import type { CloseReason, IdleConnection, PoolAdapter, PoolIdentity, PoolLease } from '../pool.ts';
import { readDatabaseOptions } from '../read/database-options.ts';
import { isBeyond, METHODS, madeFor, type PgClientLike, type PgPoolLike } from './pg-pool.ts';
import { watch } from './pg-watch.ts';
import { closeFor } from './watch/close-reason.ts';
import { closeSurplus, keepLimit } from './watch/limit.ts';
import { countOut, out } from './watch/out.ts';
import { isWatchable } from './watch/override.ts';
import { transactionOf } from './watch/transaction.ts';

/** Pools of `pg` 8 and `pg-pool` 3. */
export const pg: PoolAdapter<PgPoolLike> = {
  methods: METHODS,
  closes: ['idle_timeout', 'max_lifetime', 'max_uses', 'error', 'shutdown'],
  matches,
  identify,
  stats,
  watch,
  lease,
  resize,
  takeIdle,
  reclaim,
  end: async (pool) => (pool.ending ? undefined : pool.end()),
  query: () => (connection, text) =>
    (connection as Required<Pick<PgClientLike, 'query'>>).query(text),
  transaction: transactionOf,
};

function matches(pool: unknown): pool is PgPoolLike {
  const like = pool as PgPoolLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    isWatchable(like, 'Promise') &&
    METHODS.every((method) => typeof like[method] === 'function') &&
    typeof like.Promise === 'function' &&
    typeof like.options === 'object' &&
    Array.isArray(like._clients)
  );
}

function identify({ options }: PgPoolLike): PoolIdentity {
  const own = options.connectionString === undefined;
  const otherwise = own ? { namespace: process.env.PGDATABASE, host: process.env.PGHOST } : {};
  return { client: 'pg', system: 'postgresql', ...readDatabaseOptions(options, otherwise) };
}

/** A client that still connects is neither lent nor idle: its borrower waits, as long as he has not given up. */
function stats(pool: PgPoolLike): ReturnType<typeof pg.stats> {
  const { totalCount, idleCount, waitingCount, ended, options } = pool;
  const connecting = pool._clients.filter((client) => client._connecting === true);
  const awaited = connecting.filter((client) => !madeFor.get(client)?.timedOut);
  const limit = options.max ?? 0;
  const idle = idleCount + countOut(pool._clients);
  return {
    used: Math.max(0, totalCount - idle - connecting.length),
    idle,
    pending: waitingCount + awaited.length,
    limit,
    idleMax: limit,
    idleMin: options.min ?? 0,
    ended: ended === true,
  };
}

async function lease(pool: PgPoolLike): Promise<PoolLease> {
  const connection = (await pool.connect()) as { release(destroy?: boolean): void };
  return {
    connection,
    release: () => connection.release(),
    destroy: () => connection.release(true),
  };
}

/** One pulse serves one who waits. */
function resize(pool: PgPoolLike, limit: number): void {
  pool.options.max = limit;
  keepLimit(pool, limit);
  for (let free = limit - pool.totalCount; free > 0 && pool.waitingCount > 0; free--)
    pool._pulseQueue();
  const surplus = Math.max(0, pool.totalCount - limit);
  closeSurplus(pool, () => {
    for (const { client } of pool._idle.slice(0, surplus)) pool._remove(client);
  });
}

/** The client keeps the listener and the timer that its pool gave it when it became idle, so that both do what they did. */
function takeIdle(
  pool: PgPoolLike,
  skip: (connection: unknown) => boolean,
): IdleConnection | undefined {
  const index = pool._idle.findIndex(({ client }) => !skip(client));
  const [item] = index < 0 ? [] : pool._idle.splice(index, 1);
  if (!item) return undefined;
  const { client } = item;
  out.add(client);
  const close = (reason: CloseReason): void => {
    out.delete(client);
    if (!pool._clients.includes(client)) return;
    closeFor(client, reason);
    pool._remove(client, () => pool._pulseQueue());
  };
  return {
    connection: client,
    close,
    putBack() {
      out.delete(client);
      if (!pool._clients.includes(client)) return;
      if (pool._expired?.has(client)) return close('max_lifetime');
      if (isBeyond(pool)) return close('idle_timeout');
      pool._idle.unshift(item);
      pool._pulseQueue();
    },
  };
}

/** pg-pool throws where a client is released twice: the late release of the holder is passed by. */
function reclaim(_pool: PgPoolLike, connection: unknown): void {
  const client = connection as { release(destroy?: boolean): void };
  closeFor(client, 'leak');
  client.release(true);
  client.release = () => {};
}

import type { PoolAdapter, PoolEvents, PoolIdentity, PoolRequest, PoolStats } from '../pool.ts';
import { readDatabaseOptions } from '../read/database-options.ts';
import { override, overrideAll } from './watch/override.ts';

/** A connection that is held by the application alone. */
interface ReservedSql {
  release(...args: unknown[]): unknown;
}

type Work = (...args: unknown[]) => unknown;

/** The members of the `sql` of postgres 3 that are read or watched; all else stands in closures. */
export interface PostgresLike {
  readonly options: {
    readonly max: number;
    readonly database?: unknown;
    readonly host?: unknown;
    readonly port?: unknown;
  };
  reserve(): Promise<ReservedSql>;
  begin(...args: unknown[]): Promise<unknown>;
  end(...args: unknown[]): Promise<unknown>;
}

const METHODS = ['reserve', 'begin', 'end'] as const;

/** What is held and asked for, as far as it was asked for while `sql` was watched. */
interface Held {
  used: number;
  pending: number;
  ending: boolean;
  /** Who watches now. */
  events: PoolEvents | undefined;
}

/** They outlive an observation: what one lent is held still when the next begins, and no queue of `sql` can be read. */
const helds = new WeakMap<object, Held>();

/** `postgres` 3 (postgres.js): what is reserved, by `reserve` or for a transaction by `begin`. */
export const postgres: PoolAdapter<PostgresLike> = {
  methods: METHODS,
  countsByWatching: true,
  matches,
  identify,
  stats,
  watch,
  createsUnseen: true,
  lease: async (sql) => {
    const connection = await sql.reserve();
    const release = (): unknown => connection.release();
    return { connection, release, destroy: release };
  },
  end: (sql) => sql.end(),
};

function matches(pool: unknown): pool is PostgresLike {
  const like = pool as PostgresLike | undefined;
  return (
    typeof like === 'function' &&
    Object.isExtensible(like) &&
    METHODS.every((method) => typeof (like as PostgresLike)[method] === 'function') &&
    typeof (like as PostgresLike).options?.max === 'number'
  );
}

function identify({ options: { database, host, port } }: PostgresLike): PoolIdentity {
  const [first, at] = [host, port].map((value) => (Array.isArray(value) ? value[0] : value));
  return {
    client: 'postgres',
    system: 'postgresql',
    ...readDatabaseOptions({ database, host: first, port: at }),
  };
}

function heldOf(sql: PostgresLike): Held {
  const held = helds.get(sql) ?? { used: 0, pending: 0, ending: false, events: undefined };
  helds.set(sql, held);
  return held;
}

function stats(sql: PostgresLike): PoolStats {
  const { used, pending, ending } = heldOf(sql);
  const { options } = sql;
  return {
    used,
    idle: 0,
    idleUnknown: true,
    pending,
    limit: options.max,
    idleMax: options.max,
    idleMin: 0,
    ended: ending && used === 0,
  };
}

/** Watches by own properties of `sql`. What its functions promise is awaited, so that it comes some microtasks later. */
function watch(sql: PostgresLike, events: PoolEvents): Disposable {
  const { reserve, begin, end } = sql;
  const held = heldOf(sql);
  held.events = events;
  let active = true;

  const ask = (entry: Work): PoolRequest => {
    held.pending++;
    return events.requested(entry);
  };
  const grant = (request: PoolRequest, connection: object): void => {
    held.pending--;
    held.used++;
    held.events?.granted(request, connection);
  };
  const refuse = (error: unknown): void => {
    held.pending--;
    const late = (error as { code?: unknown } | undefined)?.code === 'CONNECT_TIMEOUT';
    held.events?.refused(late, error);
    if (!held.ending) held.events?.createFailed();
  };
  const giveBack = (connection: object): void => {
    held.used--;
    held.events?.returned(connection);
  };

  async function watchedReserve(this: unknown): Promise<unknown> {
    if (!active) return Reflect.apply(reserve, this, []);
    const request = ask(watchedReserve);
    let reserved: ReservedSql;
    try {
      reserved = await Reflect.apply(reserve, this, []);
    } catch (error) {
      refuse(error);
      throw error;
    }
    grant(request, reserved);
    const { release } = reserved;
    let out = true;
    override(reserved, 'release', function (this: unknown, ...args: unknown[]): unknown {
      if (out) giveBack(reserved);
      out = false;
      return Reflect.apply(release, this, args);
    });
    return reserved;
  }

  async function watchedBegin(this: unknown, ...args: unknown[]): Promise<unknown> {
    const work = args.at(-1);
    if (!active || typeof work !== 'function') return Reflect.apply(begin, this, args);
    const request = ask(watchedBegin);
    let connection: object | undefined;
    const watchedWork = function (this: unknown, ...given: unknown[]): unknown {
      connection = given[0] as object;
      grant(request, connection);
      return Reflect.apply(work, this, given);
    };
    try {
      return await Reflect.apply(begin, this, [...args.slice(0, -1), watchedWork]);
    } catch (error) {
      if (!connection) refuse(error);
      throw error;
    } finally {
      if (connection) giveBack(connection);
    }
  }

  function watchedEnd(this: unknown, ...args: unknown[]): unknown {
    held.ending = true;
    return Reflect.apply(end, this, args);
  }

  const overriding = overrideAll(sql, {
    reserve: watchedReserve,
    begin: watchedBegin,
    end: watchedEnd,
  });
  return {
    [Symbol.dispose]() {
      active = false;
      if (held.events === events) held.events = undefined;
      overriding[Symbol.dispose]();
    },
  };
}

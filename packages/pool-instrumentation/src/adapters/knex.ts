import type { KnownIdentity, PoolGroup } from '../pool.ts';
import { type DatabaseOptions, readDatabaseOptions } from '../read/database-options.ts';
import { tarn } from './tarn.ts';
import { askBy } from './watch/asking.ts';
import { override } from './watch/override.ts';

/** The members of a client of knex that are read or watched. */
interface KnexClientLike {
  readonly driverName?: unknown;
  readonly dialect?: unknown;
  readonly pool?: unknown;
  readonly config: { readonly connectionPool?: unknown };
  readonly connectionSettings?: DatabaseOptions;
  acquireConnection(): Promise<object>;
  releaseConnection(connection: object): unknown;
  initializePool(...args: unknown[]): unknown;
  destroy(): Promise<unknown>;
  _query?(connection: unknown, query: object): PromiseLike<unknown>;
}

/** knex, whose functions carry its client, or such a client. */
type KnexLike = KnexClientLike | { readonly client: KnexClientLike };

const METHODS = ['acquireConnection', 'releaseConnection', 'initializePool'] as const;

/** `db.system.name` of the drivers of knex that have a dialect of another, and of its dialects. */
const SYSTEMS: ReadonlyMap<unknown, string> = new Map([
  ['postgresql', 'postgresql'],
  ['cockroachdb', 'cockroachdb'],
  ['redshift', 'aws.redshift'],
  ['mysql', 'mysql'],
  ['mariadb', 'mariadb'],
  ['mssql', 'microsoft.sql_server'],
  ['oracle', 'oracle.db'],
  ['sqlite3', 'sqlite'],
]);

/** knex 1 to 3: the pool of tarn that it makes, or the one that it was given as `connectionPool`. */
export const knex: PoolGroup<KnexLike> = {
  matches: (group): group is KnexLike => clientOf(group) !== undefined,
  members(group, found) {
    const client = clientOf(group) as KnexClientLike;
    const { initializePool } = client;
    let known: unknown;
    let active = true;
    const look = (): void => {
      const pool = poolOf(client);
      if (typeof pool !== 'object' || pool === null || pool === known) return;
      known = pool;
      ask(client, pool);
      found(pool, undefined, identify(client));
    };
    look();
    const making = override(client, 'initializePool', function (this: unknown, ...args: never[]) {
      const result = Reflect.apply(initializePool, this, args);
      if (active) look();
      return result;
    });
    return {
      [Symbol.dispose]() {
        active = false;
        making[Symbol.dispose]();
      },
    };
  },
  end: async (group) => clientOf(group)?.destroy(),
  async lease(group) {
    const client = clientOf(group) as KnexClientLike;
    const connection = await client.acquireConnection();
    return {
      connection,
      release: () => client.releaseConnection(connection),
      destroy() {
        Reflect.set(connection, '__knex__disposed', 'given back to be closed');
        return client.releaseConnection(connection);
      },
    };
  },
};

/** As each dialect sends a query, without the events that tell those of the application. */
function ask(client: KnexClientLike, pool: object): void {
  const { _query } = client;
  if (_query && tarn.matches(pool))
    askBy(pool, (connection, sql) =>
      _query.call(client, connection, { sql, bindings: [], method: 'raw' }),
    );
}

function clientOf(group: unknown): KnexClientLike | undefined {
  return [group, (group as { client?: unknown } | undefined | null)?.client].find(isClient);
}

function isClient(value: unknown): value is KnexClientLike {
  const like = value as KnexClientLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    Object.isExtensible(like) &&
    typeof like.config === 'object' &&
    METHODS.every((method) => typeof like[method] === 'function')
  );
}

/** Around a pool of the driver knex puts a facade of its own. */
function poolOf({ pool, config }: KnexClientLike): unknown {
  return tarn.matches(pool) ? pool : pool && config.connectionPool;
}

function identify({ driverName, dialect, connectionSettings }: KnexClientLike): KnownIdentity {
  const system = SYSTEMS.get(driverName) ?? SYSTEMS.get(dialect);
  return { ...(system && { system }), ...readDatabaseOptions(connectionSettings ?? {}) };
}

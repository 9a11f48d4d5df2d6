import type { KnownIdentity, PoolGroup } from '../pool.ts';
import { type DatabaseOptions, readDatabaseOptions } from '../read/database-options.ts';
import { sequelizePool } from './sequelize-pool.ts';
import { askBy } from './watch/asking.ts';
import { watchBesideBy } from './watch/beside.ts';
import { override } from './watch/override.ts';

interface Replication {
  readonly write?: DatabaseOptions;
  readonly read?: readonly DatabaseOptions[];
}

/** A query of a dialect, over a connection of its own. */
type Query = new (
  connection: unknown,
  sequelize: object,
  options: object,
) => {
  run(sql: string): Promise<unknown>;
};

/** The members of a connection manager of sequelize 6 that are read. */
interface ConnectionManagerLike {
  readonly dialectName?: unknown;
  readonly config: DatabaseOptions & { readonly replication?: Replication | false | null };
  readonly sequelize?: {
    readonly dialect?: { readonly Query?: Query };
    /** 0 until the server was asked for it. */
    readonly options?: { readonly databaseVersion?: unknown };
  };
  readonly pool: { readonly read?: object; readonly write?: object };
  getConnection(options?: object): Promise<unknown>;
  releaseConnection(connection: unknown): unknown;
  destroyConnection(connection: unknown): unknown;
  close(): Promise<unknown>;
  _connect?(...args: unknown[]): Promise<unknown>;
}

type SequelizeLike = ConnectionManagerLike | { readonly connectionManager: ConnectionManagerLike };

const METHODS = ['getConnection', 'releaseConnection', 'destroyConnection'] as const;

/** `db.system.name` of the dialects of sequelize that have another name there. */
const SYSTEMS: ReadonlyMap<unknown, string> = new Map([
  ['postgres', 'postgresql'],
  ['mysql', 'mysql'],
  ['mariadb', 'mariadb'],
  ['mssql', 'microsoft.sql_server'],
  ['oracle', 'oracle.db'],
  ['db2', 'ibm.db2'],
]);

/** sequelize 6: its pool, or with replication the one to write by and the one to read by. sqlite goes round the pool. */
export const sequelize: PoolGroup<SequelizeLike> = {
  matches: (group): group is SequelizeLike => managerOf(group) !== undefined,
  members(group, found) {
    const manager = managerOf(group) as ConnectionManagerLike;
    const { pool, dialectName } = manager;
    if (dialectName === 'sqlite') return NOTHING;
    const tell: typeof found = (member, ...told) => {
      ask(manager, member);
      // The version is asked of the server to write to.
      if (member !== pool.read) watchBesideBy(member, (failed) => watchVersion(manager, failed));
      found(member, ...told);
    };
    if (sequelizePool.matches(pool)) tell(pool, undefined, identify(manager, manager.config));
    else
      for (const [role, target] of targetsOf(manager.config)) {
        const member = pool[role];
        if (member) tell(member, undefined, { ...identify(manager, target), role });
      }
    return NOTHING;
  },
  end: async (group) => managerOf(group)?.close(),
  async lease(group) {
    const manager = managerOf(group) as ConnectionManagerLike;
    const connection = await manager.getConnection();
    return {
      connection,
      release: () => manager.releaseConnection(connection),
      destroy: () => manager.destroyConnection(connection),
    };
  },
};

/** As the dialect sends a query, without the hooks and the log of one of the application. */
function ask({ sequelize }: ConnectionManagerLike, pool: object): void {
  const Query = sequelize?.dialect?.Query;
  if (sequelize && Query)
    askBy(pool, (connection, sql) =>
      new Query(connection, sequelize, { type: 'RAW', logging: false }).run(sql),
    );
}

/**
 * The connection by which sequelize asks for the version of the server is in no pool, and comes before the pool is asked for
 * one. That promise is awaited at once, so that a look at it handles no rejection that nobody would.
 */
function watchVersion(manager: ConnectionManagerLike, failed: () => void): Disposable {
  const { _connect } = manager;
  if (!_connect) return NOTHING;
  let active = true;
  const connecting = override(manager, '_connect', function (this: unknown, ...args: never[]) {
    const made: unknown = Reflect.apply(_connect, this, args);
    if (active && manager.sequelize?.options?.databaseVersion === 0 && made instanceof Promise)
      made.then(undefined, () => {
        if (active) failed();
      });
    return made;
  });
  return {
    [Symbol.dispose]() {
      active = false;
      connecting[Symbol.dispose]();
    },
  };
}

/** No other pools come later. */
const NOTHING: Disposable = { [Symbol.dispose]() {} };

function managerOf(group: unknown): ConnectionManagerLike | undefined {
  const { connectionManager } = Object(group) as { connectionManager?: unknown };
  return [group, connectionManager].find(isManager);
}

function isManager(value: unknown): value is ConnectionManagerLike {
  const like = value as ConnectionManagerLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    METHODS.every((method) => typeof like[method] === 'function') &&
    [like.pool, like.config].every((member) => typeof member === 'object' && member !== null)
  );
}

function identify({ dialectName }: ConnectionManagerLike, target: DatabaseOptions): KnownIdentity {
  const system = SYSTEMS.get(dialectName);
  return { ...(system && { system }), ...readDatabaseOptions(target) };
}

/** Where each pool of a replication connects to; of several servers to read from none is the server. */
function targetsOf(config: ConnectionManagerLike['config']): ['write' | 'read', DatabaseOptions][] {
  const { write = {}, read = [] } = config.replication || {};
  const { database } = config;
  const [reader = {}, ...others] = read;
  return [
    ['write', { ...config, ...write }],
    [
      'read',
      others.length > 0 ? { database, ...reader, host: undefined } : { ...config, ...reader },
    ],
  ];
}

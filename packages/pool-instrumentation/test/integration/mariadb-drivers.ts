import mariadb, { type PoolConfig as MariadbConfig } from 'mariadb';
import * as mariadbCallback from 'mariadb/callback';
import mysql, { type PoolConnection, type PoolOptions } from 'mysql2';
import promiseMysql from 'mysql2/promise';

/** What a pool under test is made of, whatever its client. */
export interface PoolSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly max: number;
  readonly password?: string;
  readonly connectMillis?: number;
  /** How long one waits for a connection, where the client has such a limit. */
  readonly waitMillis?: number;
}

/** A pool of a client, spoken to in the same words whatever the client. */
export interface Driven {
  readonly pool: object;
  acquire(): Promise<Connection>;
  query(sql: string): Promise<unknown>;
  end(): Promise<unknown>;
}

export interface Connection {
  query(sql: string): Promise<unknown>;
  /** The id that `KILL` takes. */
  readonly id: number;
  release(): unknown;
  destroy(): void;
  /** Resolves when the client knows that the connection is lost. */
  readonly lost: Promise<void>;
}

export interface Driver {
  readonly client: string;
  /** The pool closes what is lent when it ends. */
  readonly endsBeneathHolders: boolean;
  make(settings: PoolSettings): Driven;
}

function options({ max, connectMillis, waitMillis: _, ...others }: PoolSettings): PoolOptions {
  return {
    ...others,
    connectionLimit: max,
    ...(connectMillis && { connectTimeout: connectMillis }),
  };
}

function connectionOf(core: PoolConnection, release: () => void): Connection {
  return {
    query: (sql) => core.promise().query(sql),
    id: core.threadId,
    release,
    destroy: () => core.destroy(),
    lost: new Promise<void>((resolve) => {
      core.setMaxListeners(0);
      core.once('end', resolve);
      core.once('error', () => resolve());
    }),
  };
}

const callbacks: Driver = {
  client: 'mysql2',
  endsBeneathHolders: true,
  make(settings) {
    const pool = mysql.createPool(options(settings));
    const settle =
      <T>(resolve: (value: T) => void, reject: (error: Error) => void) =>
      (error: Error | null, value: T) =>
        error ? reject(error) : resolve(value);
    return {
      pool,
      acquire: () =>
        new Promise<PoolConnection>((resolve, reject) =>
          pool.getConnection(settle(resolve, reject)),
        ).then((core) => connectionOf(core, () => core.release())),
      query: (sql) =>
        new Promise((resolve, reject) => pool.query(sql, settle<unknown>(resolve, reject))),
      end: () =>
        new Promise<void>((resolve, reject) =>
          pool.end((error) => (error ? reject(error) : resolve())),
        ),
    };
  },
};

const promises: Driver = {
  client: 'mysql2/promise',
  endsBeneathHolders: true,
  make(settings) {
    const pool = promiseMysql.createPool(options(settings));
    return {
      pool,
      async acquire() {
        const connection = await pool.getConnection();
        return connectionOf(connection.connection as unknown as PoolConnection, () =>
          connection.release(),
        );
      },
      query: (sql) => pool.query(sql),
      end: () => pool.end(),
    };
  },
};

interface MariadbConnection {
  readonly threadId: number | null;
  destroy(): void;
  once(event: 'end' | 'error', listener: () => void): unknown;
}

/** The client makes connections by itself up to this; few, so that the tests say when. */
function mariadbOptions({
  max,
  connectMillis,
  waitMillis,
  ...others
}: PoolSettings): MariadbConfig {
  return {
    ...others,
    connectionLimit: max,
    minimumIdle: 0,
    acquireTimeout: connectMillis ?? waitMillis ?? 60_000,
    initializationTimeout: 100,
    minDelayValidation: 60_000,
  };
}

function mariadbConnection(
  connection: MariadbConnection,
  { query, release }: Pick<Connection, 'query' | 'release'>,
): Connection {
  return {
    query,
    id: connection.threadId ?? 0,
    release,
    destroy: () => connection.destroy(),
    lost: new Promise((resolve) => connection.once('error', resolve)),
  };
}

const mariadbPromises: Driver = {
  client: 'mariadb',
  endsBeneathHolders: false,
  make(settings) {
    const pool = mariadb.createPool(mariadbOptions(settings));
    return {
      pool,
      async acquire() {
        const connection = await pool.getConnection();
        return mariadbConnection(connection, {
          query: (sql) => connection.query(sql),
          release: () => connection.release(),
        });
      },
      query: (sql) => pool.query(sql),
      end: () => pool.end(),
    };
  },
};

const mariadbCallbacks: Driver = {
  client: 'mariadb/callback',
  endsBeneathHolders: false,
  make(settings) {
    const pool = mariadbCallback.createPool(mariadbOptions(settings));
    const promised = <T>(ask: (done: (error: Error | null, value?: T) => void) => void) =>
      new Promise<T>((resolve, reject) =>
        ask((error, value) => (error ? reject(error) : resolve(value as T))),
      );
    return {
      pool,
      async acquire() {
        const connection = await promised<mariadbCallback.PoolConnection>((done) =>
          pool.getConnection(done),
        );
        return mariadbConnection(connection, {
          query: (sql) => promised((done) => connection.query(sql, done)),
          release: () => promised((done) => connection.release(done)),
        });
      },
      query: (sql) => promised((done) => pool.query(sql, done)),
      end: () => promised((done) => pool.end(done)),
    };
  },
};

export const DRIVERS: readonly Driver[] = [callbacks, promises, mariadbPromises, mariadbCallbacks];

import { EventEmitter } from 'node:events';
import { observePool } from '@plimsoll/pool-instrumentation';

/** Servers are found by their usual variables. */
const { PGHOST = '127.0.0.1', PGUSER = 'postgres', PGDATABASE = 'postgres' } = process.env;
const { MYSQL_HOST = '127.0.0.1', MYSQL_USER = 'root', MYSQL_DATABASE = 'test' } = process.env;

const factory = { create: async () => ({}), destroy: async () => {}, validate: () => true };

const ofPromises =
  (callback) =>
  (...args) =>
    new Promise((resolve, reject) =>
      callback(...args, (error, value) => (error ? reject(error) : resolve(value))),
    );

/** By client: a pool of two connections that lends them, spoken to in the same words. */
export const LENDING = {
  'pg-pool': (load) => {
    const Pool = load('pg-pool');
    const pool = new Pool({ host: PGHOST, user: PGUSER, database: PGDATABASE, max: 2 });
    return {
      acquire: () => pool.connect(),
      release: (client) => client.release(),
      end: () => pool.end(),
    };
  },
  pg: (load) => {
    const { Pool } = load('pg');
    const pool = new Pool({ host: PGHOST, user: PGUSER, database: PGDATABASE, max: 2 });
    return {
      acquire: () => pool.connect(),
      release: (client) => client.release(),
      end: () => pool.end(),
    };
  },
  'generic-pool': (load) => {
    const pool = load('generic-pool').createPool(factory, { max: 2 });
    return {
      acquire: () => pool.acquire(),
      release: (resource) => pool.release(resource),
      end: async () => {
        await pool.drain();
        await pool.clear();
      },
    };
  },
  mysql2: (load) => {
    const pool = load('mysql2').createPool({
      host: MYSQL_HOST,
      user: MYSQL_USER,
      database: MYSQL_DATABASE,
      connectionLimit: 2,
    });
    return {
      acquire: ofPromises((callback) => pool.getConnection(callback)),
      release: (connection) => connection.release(),
      end: ofPromises((callback) => pool.end(callback)),
    };
  },
  tarn: (load) => {
    const pool = new (load('tarn').Pool)({ ...factory, min: 0, max: 2 });
    return {
      acquire: () => pool.acquire().promise,
      release: (resource) => pool.release(resource),
      end: () => pool.destroy(),
    };
  },
  mariadb: (load) => {
    const pool = load('mariadb').createPool({
      host: MYSQL_HOST,
      user: MYSQL_USER,
      database: MYSQL_DATABASE,
      connectionLimit: 2,
      minimumIdle: 2,
    });
    observePool(pool);
    return {
      acquire: () => pool.getConnection(),
      release: (connection) => connection.release(),
      end: () => pool.end(),
    };
  },
  redis: (load) => {
    const pool = load('redis').createClientPool({}, { minimum: 2, maximum: 2 });
    let connected;
    return {
      acquire: async () => {
        connected ??= pool.connect();
        await connected;
        return new Promise((resolve) => {
          pool.execute(() => new Promise((release) => resolve(release)));
        });
      },
      release: (release) => release(),
      end: () => pool.close(),
    };
  },
  'sequelize-pool': (load) => {
    const pool = new (load('sequelize-pool').Pool)({
      ...factory,
      max: 2,
      min: 0,
      idleTimeoutMillis: 60_000,
      acquireTimeoutMillis: 60_000,
    });
    return {
      acquire: () => pool.acquire(),
      release: (resource) => pool.release(resource),
      end: async () => {
        await pool.drain();
        await pool.destroyAllNow();
      },
    };
  },
  postgres: (load) => {
    const sql = load('postgres')({ host: PGHOST, user: PGUSER, database: PGDATABASE, max: 2 });
    observePool(sql);
    return {
      acquire: () => sql.reserve(),
      release: (connection) => connection.release(),
      end: () => sql.end(),
    };
  },
  mssql: async (load) => {
    class WithoutServer extends load('mssql/lib/base/connection-pool') {
      _poolCreate = async () => new EventEmitter();
      _poolValidate = () => true;
      _poolDestroy = async () => {};
    }
    const pool = new WithoutServer({ server: 'db', database: 'shop', pool: { max: 2 } });
    await pool.connect();
    return {
      acquire: () => pool.acquire({}),
      release: (connection) => pool.release(connection),
      end: () => pool.close(),
    };
  },
  oracledb: (load) => {
    const Session = load('oracledb/lib/impl/connection.js');
    const free = [];
    let open = 0;
    const pool = new (load('oracledb/lib/pool.js'))();
    pool._impl = {
      getPoolMax: () => 2,
      getPoolMin: () => 0,
      getConnectionsOpen: () => open,
      getConnectionsInUse: () => open - free.length,
      async close() {
        open = free.length = 0;
      },
      async getConnection() {
        const kept = free.pop();
        if (kept) return kept;
        open += 1;
        const session = new Session();
        session.close = async () => void free.push(session);
        return session;
      },
    };
    pool._setup({ queueMax: 500, queueTimeout: 60_000 });
    return {
      acquire: () => pool.getConnection(),
      release: (connection) => connection.close(),
      end: () => pool.close(),
    };
  },
};

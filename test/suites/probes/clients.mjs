import { observePool } from '@plimsoll/pool-instrumentation';

/** By client: a pool of two connections, spoken to in the same words. Servers are found by their usual variables. */
const { PGHOST = '127.0.0.1', PGUSER = 'postgres', PGDATABASE = 'postgres' } = process.env;
const { MYSQL_HOST = '127.0.0.1', MYSQL_USER = 'root', MYSQL_DATABASE = 'test' } = process.env;

const factory = { create: async () => ({}), destroy: async () => {}, validate: () => true };

const ofPromises =
  (callback) =>
  (...args) =>
    new Promise((resolve, reject) =>
      callback(...args, (error, value) => (error ? reject(error) : resolve(value))),
    );

export const CLIENTS = {
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
};

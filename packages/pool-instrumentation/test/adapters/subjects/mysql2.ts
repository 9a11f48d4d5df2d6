import mysql, { type PoolConnection, type PoolOptions } from 'mysql2';
import { mysql2 } from '../../../src/adapters/mysql2.ts';
import type { PoolAdapter } from '../../../src/pool.ts';
import { type FakeMysqlServer, fakeMysqlServer } from '../fake-mysql-server.ts';
import type { Client, Subject } from '../subject.ts';

export const mysql2Subject: Client = {
  adapter: mysql2 as unknown as PoolAdapter<never>,
  methods: ['getConnection', 'releaseConnection', '_removeConnection', 'end'],
  lacks: ['limit on a wait', 'end that waits'],
  setLimit(pool: { config: { connectionLimit: number } }, limit) {
    pool.config.connectionLimit = limit;
  },
  make: ({ max }) => mysql2Pool(max),
};

/** A pool of mysql2 over a server in this process. */
export function mysql2Pool(
  max: number,
  options: PoolOptions = {},
  server: FakeMysqlServer = fakeMysqlServer(),
): Subject & { readonly pool: mysql.Pool; readonly server: FakeMysqlServer } {
  const pool = mysql.createPool({
    connectionLimit: max,
    stream: () => server.connect(),
    ...options,
  });
  return {
    pool,
    server,
    acquire: () =>
      new Promise((resolve, reject) =>
        pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection))),
      ),
    release: (connection) => (connection as PoolConnection).release(),
    discard: (connection) => (connection as PoolConnection).destroy(),
    failToConnect: (error) => {
      server.refusal = error;
    },
    end: () =>
      new Promise((resolve, reject) => pool.end((error) => (error ? reject(error) : resolve()))),
  };
}

import type { Duplex } from 'node:stream';
import mariadbLibrary, { type Pool, type PoolConfig, type PoolConnection } from 'mariadb';
import * as callbackLibrary from 'mariadb/callback';
import { mariadb } from '../../../src/adapters/mariadb.ts';
import type { PoolAdapter } from '../../../src/pool.ts';
import { type FakeMysqlServer, fakeMysqlServer } from '../fake-mysql-server.ts';
import type { Client, Subject } from '../subject.ts';

const methods = [
  'getConnection',
  'query',
  'execute',
  'batch',
  'importFile',
  'end',
  'removeAllListeners',
];
const lacks = ['class to find', 'time of creation', 'silence'] as const;

export const mariadbSubject: Client = {
  adapter: mariadb as unknown as PoolAdapter<never>,
  methods,
  lacks,
  idOf: (connection) => (connection as PoolConnection).threadId,
  make: ({ max, min = 0, waitMillis }) =>
    mariadbPool({
      connectionLimit: max,
      minimumIdle: min,
      ...(waitMillis && { acquireTimeout: waitMillis }),
    }),
};

export const mariadbCallbackSubject: Client = {
  adapter: mariadb as unknown as PoolAdapter<never>,
  methods,
  lacks,
  idOf: (connection) => (connection as PoolConnection).threadId,
  make({ max, min = 0, waitMillis }) {
    const server = fakeMysqlServer();
    const pool = callbackLibrary.createPool(
      settings(server, {
        connectionLimit: max,
        minimumIdle: min,
        ...(waitMillis && { acquireTimeout: waitMillis }),
      }),
    );
    return {
      pool,
      acquire: () =>
        new Promise((resolve, reject) =>
          pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection))),
        ),
      release: (connection) => (connection as callbackLibrary.PoolConnection).release(() => {}),
      discard: (connection) => (connection as callbackLibrary.PoolConnection).destroy(),
      failToConnect: (error) => {
        server.refusal = error;
      },
      end: () =>
        new Promise((resolve, reject) => pool.end((error) => (error ? reject(error) : resolve()))),
    };
  },
};

/** A pool of mariadb over a server in this process. */
export function mariadbPool(
  config: PoolConfig,
  server: FakeMysqlServer = fakeMysqlServer(),
): Subject & { readonly pool: Pool; readonly server: FakeMysqlServer } {
  const pool = mariadbLibrary.createPool(settings(server, config));
  return {
    pool,
    server,
    acquire: () => pool.getConnection(),
    release: (connection) => void (connection as PoolConnection).release(),
    discard: (connection) => (connection as PoolConnection).destroy(),
    failToConnect: (error) => {
      server.refusal = error;
    },
    end: () => pool.end(),
  };
}

function settings(server: FakeMysqlServer, config: PoolConfig): PoolConfig {
  const stream = (): Duplex => {
    const socket = server.connect();
    const noop = (): Duplex => socket;
    Object.assign(socket, { setTimeout: noop, setKeepAlive: noop, setNoDelay: noop, unref: noop });
    setImmediate(() => socket.emit('connect'));
    return socket;
  };
  return { stream, acquireTimeout: 3000, ...config } as PoolConfig;
}

import { tracingChannel } from 'node:diagnostics_channel';
import mysql, { type PoolConnection, type PoolOptions } from 'mysql2';
import promiseMysql from 'mysql2/promise';
import { afterEach, expect, test, vi } from 'vitest';
import { mysql2 } from '../../src/adapters/mysql2.ts';
import type { ServerConnection } from './fake-mysql-server.ts';
import { recorder } from './recorder.ts';
import { mysql2Pool } from './subjects/mysql2.ts';

/** Lets what is due in this turn and the next of the event loop happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function watchedPool(options: PoolOptions = {}) {
  const subject = mysql2Pool(options.connectionLimit ?? 1, options);
  const { events, told } = recorder(mysql2.closes);
  mysql2.watch(subject.pool as never, events);
  return { ...subject, told, stats: () => mysql2.stats(subject.pool as never) };
}

afterEach(() => {
  vi.useRealTimers();
});

test('counts `pool.query` as one checkout', async () => {
  const { pool, told } = watchedPool();
  await new Promise((resolve) => pool.query('select 1', resolve));
  await settle();
  expect(told).toEqual(['requested', 'created', 'granted 1', 'returned 1']);
});

test('counts a checkout through a promise pool once', async () => {
  const { pool, told } = watchedPool();
  const connection = await pool.promise().getConnection();
  connection.release();
  connection.release();
  expect(told).toEqual(['requested', 'created', 'granted 1', 'returned 1']);
});

test.each(['without', 'with'])(
  'counts one request that outlives the connection it waited for, %s tracing channels',
  async (tracing) => {
    const channel = tracingChannel('mysql2:pool:connect');
    const subscriber = {
      start: () => {},
      end: () => {},
      asyncStart: () => {},
      asyncEnd: () => {},
      error: () => {},
    };
    if (tracing === 'with') channel.subscribe(subscriber);
    const { acquire, release, discard, told, stats } = watchedPool();
    const first = await acquire();
    const waiting = acquire();
    expect(stats()).toMatchObject({ used: 1, pending: 1 });
    told.length = 0;
    discard(first);
    release(await waiting);
    channel.unsubscribe(subscriber);
    expect(told).toEqual(['returned 1', 'closed error', 'created', 'granted 2', 'returned 2']);
  },
);

test('tells no timeout of a queue that is full', async () => {
  const { acquire, told } = watchedPool({ queueLimit: 1 });
  await acquire();
  void acquire();
  told.length = 0;
  await expect(acquire()).rejects.toThrow('Queue limit reached.');
  expect(told).toEqual(['requested', 'refused']);
});

test('counts a connection that was not made in time as a timeout', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { pool, told, server } = watchedPool({ connectTimeout: 50 });
  vi.spyOn(server, 'connect').mockReturnValue(new (await import('node:stream')).PassThrough());
  const failure = new Promise<Error | null>((resolve) =>
    pool.getConnection((error) => resolve(error)),
  );
  vi.advanceTimersByTime(60);
  expect(await failure).toMatchObject({ code: 'ETIMEDOUT' });
  expect(told).toEqual(['requested', 'timed out', 'create failed']);
});

test('tells a connection that the server refuses, and that the pool recovers', async () => {
  const { acquire, failToConnect, server, told, stats } = watchedPool();
  failToConnect(new Error('Access denied'));
  await expect(acquire()).rejects.toThrow('Access denied');
  await settle();
  expect(told).toEqual(['requested', 'refused', 'create failed']);
  expect(stats()).toMatchObject({ used: 0, idle: 0, pending: 0 });
  server.refusal = undefined;
  await acquire();
  expect(told.slice(-2)).toEqual(['created', 'granted 1']);
});

test.each(['idle', 'lent'])(
  'says that a connection which broke while %s was closed for its error',
  async (state) => {
    const { acquire, release, server, told, stats } = watchedPool();
    const connection = (await acquire()) as PoolConnection;
    connection.on('error', () => {});
    if (state === 'idle') release(connection);
    told.length = 0;
    server.connections[0]?.stream.end();
    await settle();
    expect(told).toEqual(state === 'lent' ? ['returned 1', 'closed error'] : ['closed error']);
    release(connection);
    expect(stats()).toMatchObject({ used: 0, idle: 0 });
  },
);

test('says that a connection was closed since it had been idle for long', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const { acquire, release, told } = watchedPool({
    connectionLimit: 2,
    maxIdle: 1,
    idleTimeout: 5000,
  });
  const connections = [await acquire(), await acquire()];
  for (const connection of connections) release(connection);
  told.length = 0;
  vi.advanceTimersByTime(1001);
  expect(told).toEqual(['closed idle_timeout']);
  vi.advanceTimersByTime(5001);
  expect(told).toEqual(['closed idle_timeout', 'closed idle_timeout']);
});

test.each([
  ['hangs up', 0, (end: ServerConnection) => end.stream.end()],
  ['says why', 1, (end: ServerConnection) => end.writeError({ message: 'timeout', code: 4031 })],
])(
  'says that a connection was closed for its error when the server %s, though it is one too many',
  async (_how, index, close) => {
    const { acquire, release, server, told } = watchedPool({ connectionLimit: 3, maxIdle: 1 });
    const connections = [await acquire(), await acquire()] as PoolConnection[];
    for (const connection of connections) {
      connection.on('error', () => {});
      release(connection);
    }
    told.length = 0;
    close(server.connections[index] as ServerConnection);
    await settle();
    expect(told).toEqual(['closed error']);
  },
);

test('is not ended while a connection is still made', async () => {
  const { acquire, end, stats } = watchedPool();
  const acquiring = acquire();
  void end();
  expect(stats()).toMatchObject({ used: 0, pending: 1, ended: false });
  await expect(acquiring).rejects.toThrow('Pool is closed.');
  await settle();
  expect(stats()).toMatchObject({ used: 0, pending: 0, ended: true });
});

test('says that a connection was closed since it could not be reset', async () => {
  const { acquire, release, told, stats } = watchedPool({ resetOnRelease: true });
  const connection = (await acquire()) as { reset(callback: (error: Error) => void): void };
  connection.reset = (callback) => void setImmediate(() => callback(new Error('cannot reset')));
  const { reset } = connection;
  told.length = 0;
  release(connection);
  expect(connection.reset).toBe(reset);
  expect(stats()).toMatchObject({ used: 1, idle: 0 });
  await settle();
  expect(told).toEqual(['returned 1', 'closed error']);
});

test('ends the use of those who hold a connection when the pool ends', async () => {
  const { acquire, end, told, stats } = watchedPool({ connectionLimit: 2 });
  const [held, free] = [await acquire(), await acquire()] as [PoolConnection, PoolConnection];
  free.release();
  told.length = 0;
  await end();
  await expect(end()).rejects.toThrow('closed state');
  held.release();
  expect(told).toEqual(['returned 1', 'closed shutdown', 'closed shutdown']);
  expect(stats()).toMatchObject({ used: 0, idle: 0, pending: 0, ended: true });
});

test('has no limit where the pool has none', () => {
  const { stats } = watchedPool({ connectionLimit: 0 });
  expect(stats()).toMatchObject({ limit: undefined });
  expect(watchedPool({ connectionLimit: 5, maxIdle: 2 }).stats()).toMatchObject({
    limit: 5,
    idleMax: 2,
    idleMin: 0,
  });
});

test('passes a callback its `this` and what it returns', async () => {
  const { pool } = watchedPool();
  const seen = new Promise<unknown[]>((resolve) => {
    pool.getConnection(function (this: unknown, ...results: unknown[]) {
      resolve([this, ...results]);
    } as never);
  });
  expect(await seen).toEqual([undefined, null, expect.any(Object)]);
});

test.each([
  [
    { database: 'shop', host: 'db' },
    { namespace: 'shop', server: 'db:3306' },
  ],
  [{ host: '::1', port: 3307 }, { server: '[::1]:3307' }],
  [{ uri: 'mysql://ann:s3cret@db:3307/shop' }, { namespace: 'shop', server: 'db:3307' }],
  [{ socketPath: '/run/mysqld.sock' }, {}],
])('tells of %j what may be told', (options, expected) => {
  const { pool } = mysql2Pool(1, options);
  expect(mysql2.identify(pool as never)).toEqual({
    client: 'mysql2',
    system: 'mysql',
    ...expected,
  });
});

test('does not take a pool of the client `mysql`, nor what only stands for a pool', () => {
  const { pool } = mysql2Pool(1);
  expect(mysql2.matches(pool.promise())).toBe(false);
  expect(mysql2.matches(mysql.createPoolCluster())).toBe(false);
  expect(mysql2.matches(promiseMysql.createPool({}))).toBe(false);
});

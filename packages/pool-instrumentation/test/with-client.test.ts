import { createPool } from 'generic-pool';
import mysql, { type PoolConnection } from 'mysql2';
import promiseMysql, { type PoolConnection as PromisePoolConnection } from 'mysql2/promise';
import pgPool from 'pg-pool';
import { createClient } from 'redis';
import { expect, expectTypeOf, test } from 'vitest';
import { mysql2 } from '../src/adapters/mysql2.ts';
import { withClient } from '../src/with-client.ts';
import { fakeMysqlServer } from './adapters/fake-mysql-server.ts';
import { fakePgClient } from './adapters/fake-pg-client.ts';
import { mysql2Pool } from './adapters/subjects/mysql2.ts';

interface Connection {
  readonly id: number;
}

function connections() {
  let id = 0;
  return createPool<Connection>(
    { create: async () => ({ id: ++id }), destroy: async () => {} },
    { max: 1 },
  );
}

function pgConnections() {
  const Client = fakePgClient({ connect: undefined });
  return new pgPool({ Client: Client as never, max: 1, idleTimeoutMillis: 0 });
}

test('hands over a connection of the type of the pool, and what comes of it', async () => {
  const pool = connections();
  const result = await withClient(pool, (client) => {
    expectTypeOf(client).toEqualTypeOf<Connection>();
    expect(pool.borrowed).toBe(1);
    return `with ${client.id}`;
  });
  expectTypeOf(result).toEqualTypeOf<string>();
  expect(result).toBe('with 1');
  expect(pool.borrowed).toBe(0);
  expect(pool.available).toBe(1);
});

test('gives the connection back when the work fails, with the error of the work', async () => {
  const pool = connections();
  const failure = new Error('the work');
  await expect(withClient(pool, () => Promise.reject(failure))).rejects.toBe(failure);
  await expect(
    withClient(pool, () => {
      throw failure;
    }),
  ).rejects.toBe(failure);
  expect(pool).toMatchObject({ borrowed: 0, available: 1 });
});

test('tells the error of the work even where the connection cannot be given back', async () => {
  const pool = connections();
  const failure = new Error('the work');
  const work = withClient(pool, async (client) => {
    await pool.destroy(client);
    throw failure;
  });
  await expect(work).rejects.toBe(failure);
});

test('says so where the connection cannot be given back and nothing else failed', async () => {
  const pool = connections();
  const work = withClient(pool, (client) => pool.destroy(client));
  await expect(work).rejects.toThrow('not currently part of this pool');
});

test('closes a connection that failed inside a transaction', async () => {
  const pool = pgConnections();
  const failing = (letter: string) =>
    withClient(pool, (client) => {
      expectTypeOf(client.query).toBeFunction();
      Reflect.set(client, 'getTransactionStatus', () => letter);
      throw new Error('the work');
    });
  await expect(failing('I')).rejects.toThrow('the work');
  expect(pool.totalCount).toBe(1);
  await expect(failing('T')).rejects.toThrow('the work');
  expect(pool.totalCount).toBe(0);
  await expect(failing('E')).rejects.toThrow('the work');
  expect(pool.totalCount).toBe(0);
});

test('keeps a connection whose client knows nothing of transactions', async () => {
  const pool = pgConnections();
  await expect(withClient(pool, () => Promise.reject(new Error('the work')))).rejects.toThrow();
  expect(pool.idleCount).toBe(1);
});

test('throws what the pool throws where there is no connection', async () => {
  const pool = connections();
  await pool.drain();
  await expect(withClient(pool, () => {})).rejects.toThrow('draining');
});

test('refuses what is no pool', async () => {
  await expect(withClient({}, () => {})).rejects.toThrow(TypeError);
  await expect(withClient(createClient(), () => {})).rejects.toThrow(
    new TypeError(
      'Expected `pool` to lend connections, as those of amqplib, ioredis, mongodb and redis clients do not, got an object of class Class',
    ),
  );
});

test('lends what each face of mysql2 lends', async () => {
  const { pool } = mysql2Pool(1);
  const { stats } = mysql2;
  const promises = pool.promise();
  await withClient(pool, (connection) => {
    expectTypeOf(connection).toEqualTypeOf<PoolConnection>();
    expect(connection).toHaveProperty('_pool', pool);
    expect(stats(pool as never)).toMatchObject({ used: 1 });
  });
  await withClient(promises, (connection) => {
    expectTypeOf(connection).toEqualTypeOf<PromisePoolConnection>();
    expect(connection.connection).toHaveProperty('_pool', pool);
    expect(stats(pool as never)).toMatchObject({ used: 1 });
  });
  expect(stats(pool as never)).toMatchObject({ used: 0, idle: 1 });
});

test('lends a connection of a cluster, of callbacks and of promises', async () => {
  const server = fakeMysqlServer();
  const node = { stream: () => server.connect() };
  for (const cluster of [mysql.createPoolCluster(), promiseMysql.createPoolCluster()]) {
    cluster.add('only', node);
    await withClient(cluster, (connection) => {
      expect(connection).toHaveProperty('release');
    });
  }
  expect(server.connections).toHaveLength(2);
});

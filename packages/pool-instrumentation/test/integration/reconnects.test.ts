import { describeStarted, describeWith, MARIADB, POSTGRES } from '@plimsoll/kernel/test/servers';
import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';
import { Client, Pool } from 'pg';
import { createClient, createClientPool } from 'redis';
import { expect, test } from 'vitest';
import { createPoolRegistry } from '../../src/pool-registry.ts';
import { DRIVERS } from './mariadb-drivers.ts';
import { startRedis } from './redis-server.ts';

/** Holds `pool`, has its connections killed, uses it again, and gives the reconnects before and after. */
async function reconnects(
  pool: object,
  use: () => PromiseLike<unknown>,
  kill: () => PromiseLike<unknown>,
): Promise<(number | undefined)[]> {
  const registry = createPoolRegistry();
  registry.add('orders', pool);
  const count = () => registry.read().orders?.reconnects;
  await use();
  const before = count();
  await kill();
  await expect.poll(async () => Promise.resolve(use()).then(count, count)).toBe(1);
  await use();
  const after = count();
  registry.remove('orders');
  return [before, after];
}

(await describeWith(POSTGRES))('reconnects to PostgreSQL', () => {
  test('are those of connections that the server ended', async () => {
    const { host, port, user, database } = POSTGRES;
    const application = `plimsoll-reconnects-${process.pid}`;
    const admin = new Client({ host, port, user, database });
    await admin.connect();
    const pool = new Pool({ host, port, user, database, application_name: application, max: 1 });
    pool.on('error', () => {});
    const kill = () =>
      admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
        [application],
      );
    expect(await reconnects(pool, () => pool.query('select 1'), kill)).toEqual([0, 1]);
    await pool.end();
    await admin.end();
  });
});

(await describeWith(MARIADB)).each(DRIVERS)('reconnects of $client to MariaDB', ({ make }) => {
  test('are those of connections that the server killed', async () => {
    const { host, port, user } = MARIADB;
    const database = `plimsoll_reconnects_${process.pid}`;
    const admin = await mysql.createConnection({ host, port, user });
    await admin.query(`create or replace database ${database}`);
    const { pool, acquire, query, end } = make({ host, port, user, database, max: 1 });
    const kill = async (): Promise<void> => {
      const connection = await acquire();
      await admin.query(`kill ${connection.id}`);
      await connection.lost;
      await connection.release();
    };
    expect(await reconnects(pool, () => query('select 1'), kill)).toEqual([0, 1]);
    await end();
    await admin.query(`drop database ${database}`);
    await admin.end();
  });
});

const { describe, server } = await describeStarted('Redis', startRedis);

describe('reconnects to Redis', () => {
  test('are those of a client of ioredis that the server killed', async () => {
    const client = new Redis({
      host: '127.0.0.1',
      port: server.port,
      connectionName: 'one',
      retryStrategy: () => 20,
    });
    client.on('error', () => {});
    expect(
      await reconnects(
        client,
        () => client.ping(),
        () => server.kill('one'),
      ),
    ).toEqual([0, 1]);
    client.disconnect();
  });

  test('are those of a client of node-redis that the server killed', async () => {
    const client = createClient({
      name: 'two',
      socket: { host: '127.0.0.1', port: server.port, reconnectStrategy: () => 20 },
    });
    client.on('error', () => {});
    await client.connect();
    expect(
      await reconnects(
        client,
        () => client.ping(),
        () => server.kill('two'),
      ),
    ).toEqual([0, 1]);
    client.destroy();
  });

  test('are those of a pool of node-redis whose client the server killed', async () => {
    const pool = createClientPool(
      {
        name: 'three',
        socket: { host: '127.0.0.1', port: server.port, reconnectStrategy: () => 20 },
      },
      { minimum: 1, maximum: 1 },
    );
    pool.on('error', () => {});
    const use = async (): Promise<unknown> => {
      if (!pool.isOpen) await pool.connect();
      return pool.ping();
    };
    expect(await reconnects(pool, use, () => server.kill('three'))).toEqual([0, 1]);
    pool.destroy();
    await server[Symbol.asyncDispose]();
  });
});

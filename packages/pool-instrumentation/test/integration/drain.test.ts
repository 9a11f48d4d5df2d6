import { startFerretDb } from '@plimsoll/kernel/test/ferretdb';
import {
  describeStarted,
  describeWith,
  MARIADB,
  POSTGRES,
  RABBITMQ,
} from '@plimsoll/kernel/test/servers';
import { soon } from '@plimsoll/kernel/test/soon';
import { startTcpProxy } from '@plimsoll/kernel/test/tcp-proxy';
import amqp from 'amqplib';
import { createPool as createGenericPool } from 'generic-pool';
import { Redis } from 'ioredis';
import createKnex from 'knex';
import { MongoClient } from 'mongodb';
import mysql from 'mysql2/promise';
import { Client, Pool } from 'pg';
import postgres from 'postgres';
import { createClient, createClientPool } from 'redis';
import { Sequelize } from 'sequelize';
import { Pool as SequelizePool } from 'sequelize-pool';
import { Pool as TarnPool } from 'tarn';
import { afterAll, type describe as describeAll, expect, test } from 'vitest';
import { createPool } from '../../src/generic/create-pool.ts';
import { createPoolRegistry } from '../../src/pool-registry.ts';
import { DRIVERS } from './mariadb-drivers.ts';
import { startRedis } from './redis-server.ts';

/** A pool, and what the server takes a while for. */
interface Drained {
  readonly pool: object;
  work(): PromiseLike<unknown>;
  /** Whether its client ends it under whoever uses it. */
  readonly endsAtOnce?: boolean;
  /** Whether its client throws past the caller who uses it after its end. */
  readonly throwsPast?: boolean;
}

type Make = (port: number) => Drained | Promise<Drained>;

/** What each pool of a registry does when that is drained, as the sockets to its server tell. */
function drains(
  describe: typeof describeAll,
  port: () => number,
  makes: Readonly<Record<string, Make>>,
): void {
  describe.each(Object.entries(makes))('a registry that drains %s', (_client, make) => {
    test('lets it finish its work, where its client does, and leaves no connection and nobody who could make one', async () => {
      await using proxy = await startTcpProxy(port());
      const { pool, work, endsAtOnce, throwsPast } = await make(proxy.port);
      const registry = createPoolRegistry();
      registry.add('orders', pool);
      await work();
      expect(proxy.open).toBeGreaterThan(0);
      const underWay = (async () => work())();
      underWay.catch(() => {});
      const asked = proxy.passed;
      await soon(() => expect(proxy.passed).toBeGreaterThan(asked));
      await registry.drain();
      if (!endsAtOnce) await underWay;
      await soon(() => expect(proxy.open).toBe(0));
      expect(registry.read()).toEqual({});
      if (!throwsPast) await expect((async () => work())()).rejects.toThrow();
      expect(proxy.open).toBe(0);
    });

    test('leaves what has ended as it is', async () => {
      await using proxy = await startTcpProxy(port());
      const { pool, work } = await make(proxy.port);
      await work();
      for (let turn = 0; turn < 2; turn++) {
        const registry = createPoolRegistry();
        registry.add('orders', pool);
        await registry.drain();
      }
      await soon(() => expect(proxy.open).toBe(0));
    });
  });
}

const { user, database } = POSTGRES;
const SLOW = 'select pg_sleep(0.2)';

async function connected(port: number): Promise<Client> {
  const client = new Client({ host: '127.0.0.1', port, user, database });
  await client.connect();
  return client;
}

drains(await describeWith(POSTGRES), () => POSTGRES.port, {
  pg(port) {
    const pool = new Pool({ host: '127.0.0.1', port, user, database });
    return { pool, work: () => pool.query(SLOW) };
  },
  knex(port) {
    const pool = createKnex({
      client: 'pg',
      connection: { host: '127.0.0.1', port, user, database },
      pool: { min: 0, max: 2 },
    });
    return { pool, work: () => pool.raw(SLOW) };
  },
  tarn(port) {
    const pool = new TarnPool<Client>({
      create: () => connected(port),
      destroy: (client) => client.end(),
      min: 0,
      max: 2,
    });
    return {
      pool,
      async work() {
        const client = await pool.acquire().promise;
        await client.query(SLOW);
        pool.release(client);
      },
    };
  },
  sequelize(port) {
    const pool = new Sequelize({
      dialect: 'postgres',
      host: '127.0.0.1',
      port,
      username: user,
      database,
      logging: false,
    });
    return { pool, work: () => pool.query(SLOW) };
  },
  'sequelize-pool'(port) {
    const pool = new SequelizePool<Client>({
      create: () => connected(port),
      destroy: (client) => client.end(),
      validate: () => true,
      min: 0,
      max: 2,
    });
    return {
      pool,
      async work() {
        const client = await pool.acquire();
        await client.query(SLOW);
        pool.release(client);
      },
    };
  },
  'generic-pool'(port) {
    const pool = createGenericPool<Client>(
      { create: () => connected(port), destroy: (client) => client.end() },
      { max: 2 },
    );
    return { pool, work: () => pool.use((client) => client.query(SLOW)) };
  },
  createPool(port) {
    const pool = createPool<Client>(
      { create: () => connected(port), destroy: (client) => client.end() },
      { max: 2 },
    );
    return { pool, work: () => pool.use((client) => client.query(SLOW)) };
  },
  postgres(port) {
    const sql = postgres({ host: '127.0.0.1', port, user, database, max: 2 });
    return { pool: sql, work: () => sql.begin((own) => own`select pg_sleep(0.2)`) };
  },
});

const mariadbDrains = await describeWith(MARIADB);
drains(mariadbDrains, () => MARIADB.port, {
  ...Object.fromEntries(
    DRIVERS.map(({ client, make }): [string, Make] => [
      client,
      (port) => {
        const settings = { host: '127.0.0.1', port, user: MARIADB.user, database: 'mysql', max: 2 };
        const { pool, query } = make(settings);
        return { pool, work: () => query('select sleep(0.2)') };
      },
    ]),
  ),
  'a cluster of mysql2'(port) {
    const pool = mysql.createPoolCluster();
    pool.add('one', { host: '127.0.0.1', port, user: MARIADB.user });
    return { pool, work: () => pool.of('one').query('select sleep(0.2)'), throwsPast: true };
  },
});

const redis = await describeStarted('Redis', startRedis);
afterAll(() => redis.server?.[Symbol.asyncDispose]());
drains(redis.describe, () => redis.server.port, {
  ioredis(port) {
    const client = new Redis({ host: '127.0.0.1', port });
    return { pool: client, work: () => client.ping() };
  },
  async 'a client of redis'(port) {
    const client = await createClient({ socket: { host: '127.0.0.1', port } }).connect();
    return { pool: client, work: () => client.ping() };
  },
  async 'a pool of redis'(port) {
    const pool = createClientPool({ socket: { host: '127.0.0.1', port } });
    await pool.connect();
    return { pool, work: () => pool.blPop('nobody', 0.2) };
  },
});

const ferret = await describeStarted('FerretDB', startFerretDb);
afterAll(() => ferret.server?.[Symbol.asyncDispose]());
drains(ferret.describe, () => ferret.server.port, {
  mongodb(port) {
    const client = new MongoClient(`mongodb://127.0.0.1:${port}/shop`);
    return { pool: client, work: () => client.db().command({ ping: 1 }), endsAtOnce: true };
  },
});

drains(await describeWith(RABBITMQ), () => RABBITMQ.port, {
  async amqplib(port) {
    const model = await amqp.connect(`amqp://guest:guest@127.0.0.1:${port}`);
    return {
      pool: model,
      endsAtOnce: true,
      async work() {
        const channel = await model.createChannel();
        await channel.assertQueue('', { exclusive: true, autoDelete: true });
      },
    };
  },
});

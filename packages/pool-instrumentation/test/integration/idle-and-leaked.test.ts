import { describeWith, MARIADB, POSTGRES } from '@plimsoll/kernel/test/servers';
import { startTcpProxy, type TcpProxy } from '@plimsoll/kernel/test/tcp-proxy';
import createKnex from 'knex';
import mysql from 'mysql2/promise';
import { Client, Pool } from 'pg';
import { Sequelize } from 'sequelize';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type HealthCheckOptions, healthCheckOf } from '../../src/health-check-options.ts';
import { withClient } from '../../src/with-client.ts';
import { testIf } from '../applicable.ts';
import { DRIVERS, type Driver } from './mariadb-drivers.ts';
import { observed } from './observed.ts';

/** A pool of two connections at most, spoken to in the same words whatever its client. */
interface Made {
  readonly pool: object;
  query(sql: string): PromiseLike<unknown>;
  end(): PromiseLike<unknown>;
}

interface Subject {
  readonly name: string;
  readonly check: HealthCheckOptions;
  /** `mark` is what the server is asked for to count the connections. */
  make(port: number, mark: string): Made;
}

const QUERY: HealthCheckOptions = { query: 'select 1' };
const [postgres, maria] = [POSTGRES, MARIADB];

const ON_POSTGRES: readonly Subject[] = [
  {
    name: 'pg',
    check: QUERY,
    make(port, mark) {
      const { host, user, database } = postgres;
      const pool = new Pool({ host, port, user, database, application_name: mark, max: 2 });
      pool.on('error', () => {});
      return { pool, query: (sql) => pool.query(sql), end: () => pool.end() };
    },
  },
  {
    name: 'knex',
    check: QUERY,
    make(port, mark) {
      const { host, user, database } = postgres;
      const db = createKnex({
        client: 'pg',
        connection: { host, port, user, database, application_name: mark },
        pool: { min: 0, max: 2 },
        log: { warn() {} },
      });
      return { pool: db, query: (sql) => db.raw(sql), end: () => db.destroy() };
    },
  },
  {
    name: 'sequelize',
    check: QUERY,
    make(port, mark) {
      const { host, user, database } = postgres;
      const orm = new Sequelize({
        dialect: 'postgres',
        host,
        port,
        username: user,
        database,
        logging: false,
        pool: { max: 2 },
        dialectOptions: { application_name: mark },
      });
      return { pool: orm, query: (sql) => orm.query(sql), end: () => orm.close() };
    },
  },
];

function driven({ make }: Driver, port: number, database: string): Made {
  const { host, user } = maria;
  return make({ host, port, user, database, max: 2 });
}

/** The idle connections of mariadb cannot be reached. */
function checksOf({ client }: Driver): readonly HealthCheckOptions[] {
  return client.startsWith('mysql2') ? [QUERY, { ping: true }] : [{}];
}

const ON_MARIADB: readonly Subject[] = [
  ...DRIVERS.flatMap((driver) =>
    checksOf(driver).map((check) => ({
      name: `${driver.client} by ${Object.keys(check)}`,
      check,
      make: (port: number, mark: string) => driven(driver, port, mark),
    })),
  ),
  {
    name: 'sequelize over mysql2',
    check: QUERY,
    make(port, database) {
      const orm = new Sequelize({
        dialect: 'mysql',
        host: maria.host,
        port,
        username: maria.user,
        database,
        logging: false,
        pool: { max: 2 },
      });
      return { pool: orm, query: (sql) => orm.query(sql), end: () => orm.close() };
    },
  },
];

/** Where the pools of a client connect to, and how many of their connections there are. */
interface Place {
  readonly port: number;
  begin(): Promise<void>;
  end(): Promise<void>;
  connections(mark: string): Promise<number>;
  enter?(mark: string): Promise<unknown>;
  leave?(mark: string): Promise<unknown>;
}

const POSTGRES_PLACE = (): Place => {
  const { host, port, user, database } = postgres;
  const admin = new Client({ host, port, user, database });
  return {
    port,
    async begin() {
      await admin.connect();
    },
    end: () => admin.end(),
    async connections(mark) {
      const { rows } = await admin.query(
        'select count(*)::int as n from pg_stat_activity where application_name = $1',
        [mark],
      );
      return rows[0].n;
    },
  };
};

const MARIADB_PLACE = (): Place => {
  const { host, port, user } = maria;
  let admin: mysql.Connection;
  return {
    port,
    async begin() {
      admin = await mysql.createConnection({ host, port, user });
    },
    end: () => admin.end(),
    async connections(mark) {
      const [rows] = await admin.query<mysql.RowDataPacket[]>(
        'select count(*) as n from information_schema.processlist where db = ?',
        [mark],
      );
      return Number(rows[0]?.n);
    },
    enter: (mark) => admin.query(`create database ${mark}`),
    leave: (mark) => admin.query(`drop database if exists ${mark}`),
  };
};

for (const [server, makePlace, subjects] of [
  [POSTGRES, POSTGRES_PLACE, ON_POSTGRES],
  [MARIADB, MARIADB_PLACE, ON_MARIADB],
] as const)
  (await describeWith(server)).each(subjects)('$name on a real server', ({ check, make }) => {
    const place = makePlace();
    const made: Made[] = [];
    const proxies: TcpProxy[] = [];
    let marks = 0;
    let mark = '';

    beforeAll(() => place.begin());
    afterAll(() => place.end());
    afterEach(async () => {
      for (const each of made.splice(0)) await Promise.resolve(each.end()).catch(() => {});
      for (const proxy of proxies.splice(0)) await proxy[Symbol.asyncDispose]();
      await place.leave?.(mark);
    });

    async function world(options: Parameters<typeof observed>[1]) {
      mark = `plimsoll_idle_${process.pid}_${++marks}`;
      await place.enter?.(mark);
      const proxy = await startTcpProxy(place.port);
      proxies.push(proxy);
      const each = make(proxy.port, mark);
      made.push(each);
      return { ...each, proxy, ...observed(each.pool, options) };
    }

    testIf(Object.keys(check).length > 0)(
      'asks the idle connections, closes those that do not answer in time, and opens none',
      async () => {
        const healthCheck = healthCheckOf({
          ...check,
          intervalMillis: 10_000,
          timeoutMillis: 1000,
        });
        const { query, proxy, clock, counts, closed, sdk, connection } = await world({
          healthCheck,
        });
        await query('select 1');
        await Promise.all([query('select 2'), query('select 3')]);
        const idle = 2;
        await expect.poll(counts).toEqual({ used: 0, idle, pending: 0 });
        const uses = Object.values(await connection('use_time')).map(({ count }) => count);
        const checks = async () =>
          Object.values(await sdk.values('plimsoll.pool.health_check.duration')) as {
            readonly count: number;
          }[];
        clock.advance(10);
        await expect.poll(checks).toMatchObject([{ count: idle }]);
        expect(await counts()).toEqual({ used: 0, idle, pending: 0 });
        expect(await place.connections(mark)).toBe(idle);
        expect(Object.values(await connection('use_time')).map(({ count }) => count)).toEqual(uses);

        proxy.hold();
        clock.advance(10);
        await expect
          .poll(async () => {
            clock.advance(1);
            return closed();
          })
          .toEqual({ 'orders health_check': idle });
        proxy.flow();
        await expect.poll(() => place.connections(mark)).toBe(0);
        await query('select 1');
        expect(await counts()).toEqual({ used: 0, idle: 1, pending: 0 });
        expect(await place.connections(mark)).toBe(1);
      },
    );

    test('takes a leaked connection back, and lends another in its place', async () => {
      const { pool, query, clock, closed, counts } = await world({ reclaimAfterSeconds: 60 });
      let release = (): void => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      let holding = 0;
      const holders = [1, 2].map(() =>
        withClient(pool, () => {
          holding++;
          return held;
        }),
      );
      await expect.poll(() => holding).toBe(2);
      const waiting = query('select 1');
      clock.advance(60);
      await waiting;
      await expect.poll(closed).toEqual({ 'orders leak': 2 });
      await expect
        .poll(async () => (await place.connections(mark)) - (await counts()).idle)
        .toBe(0);
      release();
      await Promise.allSettled(holders);
      await query('select 1');
      await expect
        .poll(async () => [(await counts()).used, await place.connections(mark)])
        .toEqual([0, (await counts()).idle]);
    });
  });

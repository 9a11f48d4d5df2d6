import { describeWith, MARIADB, POSTGRES } from '@plimsoll/kernel/test/servers';
import { createPool as createGenericPool } from 'generic-pool';
import createKnex from 'knex';
import { Client, Pool } from 'pg';
import { Sequelize } from 'sequelize';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { transactionOf } from '../../src/adapters/watch/transaction.ts';
import { createPool } from '../../src/generic/create-pool.ts';
import { withClient } from '../../src/with-client.ts';
import { DRIVERS } from './mariadb-drivers.ts';
import { observed, type Reported } from './observed.ts';

const { host, port, user, database } = POSTGRES;
const STATUS = 'plimsoll.pool.connection.transaction.status';

function statuses({ sdk }: Reported): unknown[] {
  return sdk
    .events()
    .map(({ attributes }) => attributes[STATUS])
    .toSorted();
}

(await describeWith(POSTGRES))('leaks on a real PostgreSQL', () => {
  const admin = new Client({ host, port, user, database });
  const application = `plimsoll-leaks-${process.pid}`;

  beforeAll(() => admin.connect());
  afterAll(() => admin.end());

  const backends = async (): Promise<number> => {
    const { rows } = await admin.query(
      'select count(*)::int as n from pg_stat_activity where application_name = $1',
      [application],
    );
    return rows[0].n;
  };

  test('say which transaction they hold, and are taken back', async () => {
    const pool = new Pool({ host, port, user, database, application_name: application, max: 3 });
    const reported = observed(pool, { captureSites: 'never', reclaimAfterSeconds: 60 });
    const { clock, sdk, closed } = reported;
    const [idle, open, failed] = await Promise.all([1, 2, 3].map(() => pool.connect()));
    await open?.query('begin');
    await failed?.query('begin');
    // The server says what became of the transaction after the error: a second answer comes after that.
    for (const _ of [1, 2]) await failed?.query('select no_such_column').catch(() => {});
    clock.advance(30);
    expect(statuses(reported)).toEqual(['failed', 'none', 'open']);
    const waiting = pool.connect();
    clock.advance(30);
    const next = await waiting;
    expect(sdk.events().map(({ eventName }) => eventName?.split('.').at(-1))).toEqual([
      ...Array(3).fill('leak_suspected'),
      ...Array(3).fill('leak_reclaimed'),
    ]);
    expect(await closed()).toEqual({ 'orders leak': 3 });
    await expect(open?.query('commit')).rejects.toThrow('not queryable');
    for (const client of [idle, open, failed]) client?.release();
    expect(pool).toMatchObject({ totalCount: 1, idleCount: 0 });
    next.release();
    await pool.end();
    while ((await backends()) > 0) await admin.query('select 1');
  });

  const factory = {
    async create(): Promise<Client> {
      const client = new Client({ host, port, user, database });
      await client.connect();
      return client;
    },
    destroy: (client: Client) => client.end(),
  };

  test.each<[string, () => { pool: object; end(): PromiseLike<unknown> }]>([
    [
      'knex',
      () => {
        const pool = createKnex({ client: 'pg', connection: { host, port, user, database } });
        return { pool, end: () => pool.destroy() };
      },
    ],
    [
      'sequelize',
      () => {
        const where = { host, port, username: user, database };
        const pool = new Sequelize({ dialect: 'postgres', ...where, logging: false });
        return { pool, end: () => pool.close() };
      },
    ],
    [
      'generic-pool',
      () => {
        const pool = createGenericPool(factory);
        return { pool, end: async () => pool.drain().then(() => pool.clear()) };
      },
    ],
    [
      'createPool',
      () => {
        const pool = createPool(factory, { max: 1 });
        return { pool, end: () => pool.close() };
      },
    ],
  ])('say which transaction they hold in a pool of %s too', async (_pool, make) => {
    const { pool, end } = make();
    const reported = observed(pool, { captureSites: 'never' });
    const work = withClient<object, void>(pool, async (client) => {
      await (client as Client).query('begin');
      reported.clock.advance(30);
      throw new Error('forgot to commit');
    });
    await expect(work).rejects.toThrow('forgot to commit');
    expect(statuses(reported).filter((each) => each)).toEqual(['open']);
    expect(await withClient<object, unknown>(pool, transactionOf)).toBe('none');
    expect(await reported.closed()).toEqual({ 'orders error': 1 });
    await end();
  });
});

(await describeWith(MARIADB)).each(DRIVERS.filter(({ client }) => client.startsWith('mariadb')))(
  'leaks of $client on a real MariaDB',
  ({ make }) => {
    test('say whether they hold a transaction', async () => {
      const settings = { host: MARIADB.host, port: MARIADB.port, user: MARIADB.user };
      const { pool, acquire, end } = make({ ...settings, database: 'mysql', max: 2 });
      const reported = observed(pool, { captureSites: 'never' });
      const [open, none] = [await acquire(), await acquire()];
      await open.query('begin');
      await none.query('begin');
      await none.query('commit');
      reported.clock.advance(30);
      expect(statuses(reported)).toEqual(['none', 'open']);
      for (const each of [open, none]) await each.release();
      await end();
    });
  },
);

import { setImmediate as nextTurn } from 'node:timers/promises';
import { describeWith, POSTGRES } from '@plimsoll/kernel/test/servers';
import createKnex, { type Knex } from 'knex';
import { Model } from 'objection';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { knex } from '../../src/adapters/knex.ts';
import { tarn } from '../../src/adapters/tarn.ts';
import { observe } from '../../src/groups.ts';
import { observePool, PoolInstrumentation, readPools, withClient } from '../../src/index.ts';
import { OPTIONS, startedHub } from '../hub/started-hub.ts';

const { host, port, user, database } = POSTGRES;
const describe = await describeWith(POSTGRES);

describe('knex on a real server', () => {
  const admin = new Client({ host, port, user, database });
  const open: Knex[] = [];
  let applications = 0;

  beforeAll(() => admin.connect());
  afterAll(() => admin.end());
  afterEach(async () => {
    for (const db of open.splice(0)) await db.destroy();
  });

  function connect(pool: Knex.PoolConfig = {}, more: Knex.Config = {}) {
    const application = `plimsoll-knex-${process.pid}-${++applications}`;
    const db = createKnex({
      client: 'pg',
      connection: { host, port, user, database, application_name: application },
      pool: { min: 0, max: 4, ...pool },
      log: { warn() {} },
      ...more,
    });
    open.push(db);
    return { db, application };
  }

  function observed(pool: Knex.PoolConfig = {}, more: Knex.Config = {}) {
    const { clock, hub, sdk } = startedHub();
    const { db, application } = connect(pool, more);
    observe(db, () => hub, { ...OPTIONS, name: undefined });
    /** What the server says. */
    const backends = async (): Promise<number> => {
      const { rows } = await admin.query(
        'select count(*)::int as n from pg_stat_activity where application_name = $1',
        [application],
      );
      return rows[0].n;
    };
    const counts = () => sdk.values('db.client.connection.count');
    return { clock, sdk, db, application, backends, counts };
  }

  test('counts what the server counts', async () => {
    const { sdk, db, backends, counts } = observed();
    const transactions = await Promise.all([db.transaction(), db.transaction(), db.transaction()]);
    await transactions[0]?.rollback();
    expect(await counts()).toEqual({ 'postgres used': 2, 'postgres idle': 1 });
    await expect.poll(backends).toBe(3);
    for (const each of transactions.slice(1)) await each.commit();
    await nextTurn();
    expect(await counts()).toEqual({ 'postgres used': 0, 'postgres idle': 3 });
    expect(await sdk.values('db.client.connection.limit')).toEqual({ postgres: 4 });
    for (const time of ['create_time', 'wait_time', 'use_time'])
      expect(await sdk.values(`db.client.connection.${time}`)).toMatchObject({
        postgres: { count: 3 },
      });
  });

  test('sees who waits and who waited in vain', async () => {
    const { sdk, db, counts } = observed({ max: 1 });
    const first = await db.transaction();
    const waiting = db.transaction();
    await nextTurn();
    expect(await sdk.values('db.client.connection.pending_requests')).toEqual({ postgres: 1 });
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'postgres exhausted': 1 });
    await first.rollback();
    const second = await waiting;
    db.client.pool.acquireTimeoutMillis = 1;
    await expect(db.raw('select 1')).rejects.toThrow('Timeout acquiring a connection');
    expect(await sdk.values('db.client.connection.timeouts')).toEqual({ postgres: 1 });
    await second.rollback();
    await nextTurn();
    expect(await counts()).toEqual({ 'postgres used': 0, 'postgres idle': 1 });
  });

  test('says why a connection was closed that the server killed', async () => {
    const { sdk, db, application, counts, backends } = observed();
    await db.raw('select 1');
    const killed = new Promise((resolve) => {
      (db.client.pool.free[0].resource as Client).once('error', resolve);
    });
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
      [application],
    );
    await killed;
    await db.raw('select 1');
    expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({ 'postgres error': 1 });
    expect(await counts()).toEqual({ 'postgres used': 0, 'postgres idle': 1 });
    await expect.poll(backends).toBe(1);
  });

  test('says that a knex cannot connect', async () => {
    const { sdk, db } = observed({}, { connection: { host, port, user, database: 'no_such' } });
    await expect(db.raw('select 1')).rejects.toThrow('"no_such" does not exist');
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'no_such unhealthy': 1 });
    expect(await sdk.values('db.client.connection.timeouts')).toEqual({ no_such: 0 });
  });

  test('ends at zero when the knex is destroyed', async () => {
    const { sdk, db, backends, counts } = observed();
    await Promise.all([db.raw('select 1'), db.raw('select 1')]);
    await db.destroy();
    await expect.poll(backends).toBe(0);
    expect(await counts()).toEqual({ 'postgres used': 0, 'postgres idle': 0 });
    expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({
      'postgres shutdown': 2,
    });
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'postgres closed': 1 });
  });

  test('lends a connection by `withClient`, and has one closed', async () => {
    const { sdk, db, counts, backends } = observed();
    const { rows } = await withClient(db, (client) => (client as Client).query('select 1 as one'));
    expect(rows).toEqual([{ one: 1 }]);
    await withClient(db.client.pool, (client) => (client as Client).query('select 1'));
    expect(await counts()).toEqual({ 'postgres used': 0, 'postgres idle': 1 });
    const lease = await tarn.lease?.(db.client.pool);
    await lease?.destroy();
    expect(await counts()).toEqual({ 'postgres used': 0, 'postgres idle': 0 });
    await expect.poll(backends).toBe(0);
    const doomed = await knex.lease?.(db as never);
    await doomed?.destroy();
    await db.raw('select 1');
    expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({ 'postgres error': 2 });
  });

  test('explains the timeout of its pool, beneath the error that knex makes of it', async () => {
    const { db } = connect({ max: 1 }, { acquireConnectionTimeout: 100 });
    using _observation = observePool(db, { name: 'orders', explainTimeouts: true });
    const transaction = await db.transaction();
    const error = await db.raw('select 1').then(undefined, (reason: Error) => reason);
    expect(error).toMatchObject({
      name: 'KnexTimeoutError',
      cause: { cause: { name: 'PoolTimeoutExplanation', used: 1, limit: 1 } },
    });
    await transaction.rollback();
  });

  test('names the place of a leaked transaction', async () => {
    const { clock, sdk, db } = observed();
    const provider = db.transactionProvider();
    async function leakyHandler(): Promise<Knex.Transaction> {
      return await provider();
    }
    const transaction = await leakyHandler();
    clock.advance(31);
    expect(sdk.events()[0]).toMatchObject({
      eventName: 'plimsoll.pool.connection.leak_suspected',
      attributes: {
        'db.system.name': 'postgresql',
        'code.stacktrace': expect.stringContaining('acquireConnection'),
      },
    });
    await transaction.rollback();
    expect(sdk.events()[1]?.eventName).toBe('plimsoll.pool.connection.leak_returned');
  });

  test('is found by itself, made before or after, again after `initialize`, and through objection', async () => {
    const before = connect({ max: 1 }).db;
    const instrumentation = new PoolInstrumentation();
    const after = connect({ max: 2 }).db;
    class Animal extends Model {
      static override readonly tableName = 'pg_database';
    }
    await before.raw('select 1');
    const found = await Animal.bindKnex(after).query().where('datname', database).resultSize();
    expect(found).toBe(1);
    const read = () => readPools().map(({ name, idle, limit }) => [name, idle, limit]);
    expect(read()).toEqual([
      ['postgres', 1, 2],
      ['postgres#2', 1, 1],
    ]);
    await before.destroy();
    before.initialize();
    await before.raw('select 1');
    expect(read()).toEqual([
      ['postgres', 1, 2],
      ['postgres#2', 1, 1],
    ]);
    instrumentation.disable();
    expect(readPools()).toEqual([]);
    expect(Object.hasOwn(after.client.pool, 'acquire')).toBe(false);
    await after.raw('select 1');
  });

  test('is observed under a name that was chosen, by the knex of objection', async () => {
    class Animal extends Model {}
    Animal.knex(connect({ max: 3 }).db);
    const observation = observePool(Animal.knex(), { name: 'zoo' });
    await Animal.knex().raw('select 1');
    expect(readPools()).toMatchObject([{ name: 'zoo', idle: 1, limit: 3 }]);
    observation[Symbol.dispose]();
  });
});

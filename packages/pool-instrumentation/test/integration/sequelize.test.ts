import { setImmediate as nextTurn } from 'node:timers/promises';
import { describeWith, POSTGRES } from '@plimsoll/kernel/test/servers';
import { Client } from 'pg';
import { type Options, Sequelize } from 'sequelize';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { observe } from '../../src/groups.ts';
import { observePool, PoolInstrumentation, readPools, withClient } from '../../src/index.ts';
import { OPTIONS, startedHub } from '../hub/started-hub.ts';

const { host, port, user, database } = POSTGRES;
const describe = await describeWith(POSTGRES);

describe('sequelize on a real server', () => {
  const admin = new Client({ host, port, user, database });
  const open: Sequelize[] = [];
  let applications = 0;

  beforeAll(() => admin.connect());
  afterAll(() => admin.end());
  afterEach(async () => {
    for (const orm of open.splice(0)) await orm.close().catch(() => {});
  });

  function connect(options: Options = {}) {
    const application = `plimsoll-sequelize-${process.pid}-${++applications}`;
    const orm = new Sequelize({
      dialect: 'postgres',
      host,
      port,
      username: user,
      database,
      logging: false,
      dialectOptions: { application_name: application },
      ...options,
    });
    open.push(orm);
    return { orm, application };
  }

  function observed(options: Options = {}) {
    const { clock, hub, sdk } = startedHub();
    const { orm, application } = connect(options);
    observe(orm, () => hub, { ...OPTIONS, name: undefined });
    /** What the server says. */
    const backends = async (): Promise<number> => {
      const { rows } = await admin.query(
        'select count(*)::int as n from pg_stat_activity where application_name = $1',
        [application],
      );
      return rows[0].n;
    };
    const counts = () => sdk.values('db.client.connection.count');
    return { clock, sdk, orm, application, backends, counts };
  }

  test('counts what the server counts', async () => {
    const { sdk, orm, backends, counts } = observed();
    const transactions = [await orm.transaction(), await orm.transaction()];
    await transactions[0]?.rollback();
    expect(await counts()).toEqual({ 'postgres used': 1, 'postgres idle': 1 });
    await expect.poll(backends).toBe(2);
    await transactions[1]?.commit();
    expect(await counts()).toEqual({ 'postgres used': 0, 'postgres idle': 2 });
    expect(await sdk.values('db.client.connection.limit')).toEqual({ postgres: 5 });
    for (const time of ['create_time', 'wait_time', 'use_time'])
      expect(await sdk.values(`db.client.connection.${time}`)).toMatchObject({
        postgres: { count: 2 },
      });
  });

  test('is unhealthy while the server cannot be reached that is to tell its version', async () => {
    const { sdk, orm } = observed();
    const config = Reflect.get(Reflect.get(orm, 'connectionManager'), 'config');
    config.port = 1;
    const status = () => sdk.values('plimsoll.pool.status');
    await expect(orm.query('select 1')).rejects.toThrow('ECONNREFUSED');
    expect(await status()).toMatchObject({ 'postgres unhealthy': 1 });
    config.port = port;
    await orm.query('select 1');
    expect(await status()).toMatchObject({ 'postgres healthy': 1 });
  });

  test('sees who waits and who waited in vain', async () => {
    const { sdk, orm } = observed({ pool: { max: 1 } });
    const first = await orm.transaction();
    const waiting = orm.transaction();
    await nextTurn();
    expect(await sdk.values('db.client.connection.pending_requests')).toEqual({ postgres: 1 });
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'postgres exhausted': 1 });
    await first.rollback();
    const second = await waiting;
    Reflect.get(Reflect.get(orm, 'connectionManager'), 'pool').acquireTimeoutMillis = 1;
    await expect(orm.query('select 1')).rejects.toThrow('Operation timeout');
    expect(await sdk.values('db.client.connection.timeouts')).toEqual({ postgres: 1 });
    await second.rollback();
  });

  test('says that a connection was closed that the server killed', async () => {
    const { sdk, orm, application, counts, backends } = observed();
    await orm.query('select 1');
    const [{ resource }] = Reflect.get(
      Reflect.get(Reflect.get(orm, 'connectionManager'), 'pool'),
      '_availableObjects',
    );
    const broken = new Promise((resolve) => (resource as Client).once('end', resolve));
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
      [application],
    );
    await broken;
    await orm.query('select 1');
    expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({
      'postgres error': 1,
    });
    // Sequelize makes one or two in its place.
    await expect
      .poll(async () => {
        const { 'postgres used': used, 'postgres idle': idle } = await counts();
        return used === 0 && idle === (await backends());
      })
      .toBe(true);
  });

  test('ends at zero when the sequelize is closed', async () => {
    const { sdk, orm, backends, counts } = observed();
    await Promise.all([orm.query('select 1'), orm.query('select 1')]);
    await orm.close();
    expect(await counts()).toEqual({ 'postgres used': 0, 'postgres idle': 0 });
    await expect.poll(backends).toBe(0);
    const closed = await sdk.counted('plimsoll.pool.connection.closed');
    expect(Object.keys(closed)).toEqual(['postgres shutdown']);
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'postgres closed': 1 });
  });

  test('keeps the pools of a replication apart', async () => {
    const { orm, counts } = observed({ replication: { write: {}, read: [{ host }] } });
    const transaction = await orm.transaction();
    await orm.query('select 1', { type: 'SELECT' as never });
    expect(await counts()).toEqual({
      'postgres/write used': 1,
      'postgres/write idle': 0,
      'postgres/read used': 0,
      'postgres/read idle': 1,
    });
    await transaction.rollback();
  });

  test('names the place of a leaked transaction, and that it came back', async () => {
    const { clock, sdk, orm } = observed();
    const transaction = await orm.transaction();
    clock.advance(31);
    await transaction.rollback();
    expect(sdk.events().map(({ eventName }) => eventName)).toEqual([
      'plimsoll.pool.connection.leak_suspected',
      'plimsoll.pool.connection.leak_returned',
    ]);
    expect(sdk.events()[0]?.attributes['code.stacktrace']).toContain('getConnection');
  });

  test('is found by itself, made before or after, and lends by `withClient`', async () => {
    const before = connect({ pool: { max: 1 } }).orm;
    const instrumentation = new PoolInstrumentation();
    const after = connect({ pool: { max: 2 } }).orm;
    await before.query('select 1');
    const { rows } = await withClient(after, (client) => (client as Client).query('select 1 as n'));
    expect(rows).toEqual([{ n: 1 }]);
    expect(readPools().map(({ name, idle, limit }) => [name, idle, limit])).toEqual([
      ['postgres', 1, 2],
      ['postgres#2', 1, 1],
    ]);
    instrumentation.disable();
    expect(readPools()).toEqual([]);
    await after.query('select 1');
  });

  test('is observed under a name that was chosen', async () => {
    const { orm } = connect({ replication: { write: {}, read: [{ host }] } });
    const observation = observePool(orm, { name: 'orders' });
    expect(readPools().map(({ name }) => name)).toEqual(['orders/write', 'orders/read']);
    observation[Symbol.dispose]();
  });
});

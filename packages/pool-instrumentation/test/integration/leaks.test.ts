import { fakeClock } from '@plimsoll/kernel';
import { describeWith, POSTGRES } from '@plimsoll/kernel/test/servers';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pg } from '../../src/adapters/pg.ts';
import { PoolHub } from '../../src/hub.ts';
import { testSdk } from '../sdk.ts';

const { host, port, user, database } = POSTGRES;
const describe = await describeWith(POSTGRES);

describe('leaks on a real server', () => {
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
    const clock = fakeClock();
    const hub = new PoolHub(clock);
    const sdk = testSdk();
    hub.setMeterProvider(sdk.meterProvider);
    hub.setLoggerProvider(sdk.loggerProvider);
    hub.enable();
    const pool = new Pool({ host, port, user, database, application_name: application, max: 3 });
    hub.observe(pool as never, pg, {
      name: 'leaky',
      leakThresholdSeconds: 30,
      captureSites: 'never',
      waitTargetSeconds: 0.01,
      leaveTo: [],
      reclaimAfterSeconds: 60,
    });
    const [idle, open, failed] = await Promise.all([1, 2, 3].map(() => pool.connect()));
    await open?.query('begin');
    await failed?.query('begin');
    // The server says what became of the transaction after the error: a second answer comes after that.
    for (const _ of [1, 2]) await failed?.query('select no_such_column').catch(() => {});
    clock.advance(30);
    expect(
      sdk
        .events()
        .map(({ attributes }) => attributes['plimsoll.pool.connection.transaction.status'])
        .toSorted(),
    ).toEqual(['failed', 'none', 'open']);
    const waiting = pool.connect();
    clock.advance(30);
    const next = await waiting;
    expect(sdk.events().map(({ eventName }) => eventName?.split('.').at(-1))).toEqual([
      ...Array(3).fill('leak_suspected'),
      ...Array(3).fill('leak_reclaimed'),
    ]);
    expect(await sdk.values('plimsoll.pool.connection.closed')).toEqual({ 'leaky leak': 3 });
    await expect(open?.query('commit')).rejects.toThrow('not queryable');
    for (const client of [idle, open, failed]) client?.release();
    expect(pool).toMatchObject({ totalCount: 1, idleCount: 0 });
    next.release();
    await pool.end();
    while ((await backends()) > 0) await admin.query('select 1');
  });
});

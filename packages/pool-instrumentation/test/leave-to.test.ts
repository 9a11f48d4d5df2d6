import { createRequire } from 'node:module';
import { OracleInstrumentation } from '@opentelemetry/instrumentation-oracledb';
import { fakeClock } from '@plimsoll/kernel';
import { Redis } from 'ioredis';
import PgPool from 'pg-pool';
import { createClient } from 'redis';
import { expect, test } from 'vitest';
import { oracledb } from '../src/adapters/oracledb.ts';
import { doubledMetrics } from '../src/doubled-metrics.ts';
import { PoolHub } from '../src/hub.ts';
import type { Other } from '../src/leave-to.ts';
import { observePool } from '../src/observe-pool.ts';
import { OTHERS } from '../src/options.ts';
import { oracle7Pool } from './adapters/subjects/oracledb.ts';
import { testSdk } from './sdk.ts';
import { stubAdapter, stubPool } from './stub-pool.ts';

/** The metrics that are reported of a pool of `client` that was used. */
async function reported(client: string, leaveTo: readonly Other[], producing = false) {
  const hub = new PoolHub(fakeClock());
  const sdk = testSdk(
    producing ? [{ collect: async () => hub.recording.collectHistograms() as never }] : [],
  );
  if (producing) hub.recording.leaveApi();
  hub.setMeterProvider(sdk.meterProvider);
  hub.enable();
  const pool = stubPool({ used: 1, pending: 1 });
  hub.observe(pool, stubAdapter({ client }), {
    name: 'shop',
    leakThresholdSeconds: 30,
    captureSites: 'never',
    waitTargetSeconds: 0.01,
    leaveTo,
  });
  pool.events?.created(0);
  pool.take('a');
  pool.give('a');
  pool.events?.requested(reported);
  pool.events?.refused(true);
  const metrics = (await sdk.metrics()).filter(({ dataPoints }) => dataPoints.length > 0);
  return new Set(metrics.map(({ descriptor }) => descriptor.name));
}

test.each([
  ['instrumentation-pg', 'pg', ['count', 'pending_requests']],
  ['instrumentation-mongodb', 'mongodb', ['count']],
  ['instrumentation-oracledb', 'oracledb', ['count', 'pending_requests', 'timeouts']],
  ['node-redis', 'redis', ['create_time', 'wait_time']],
] as const)(
  'leaves to %s what it reports of the pools of %s, and nothing else',
  async (other, client, left) => {
    const all = await reported(client, []);
    const names = left.map((name) => `db.client.connection.${name}`);
    for (const producing of [false, true]) {
      const rest = await reported(client, [other], producing);
      expect([...all].filter((name) => !rest.has(name)).toSorted()).toEqual(names);
    }
    expect(await reported('stub', OTHERS)).toEqual(all);
  },
);

test('tells whose metrics ours double, for the pools that are there and as long as they are', () => {
  const observations = [
    observePool(new PgPool(), { leaveTo: ['instrumentation-pg'] }),
    observePool(createClient()),
    observePool(new Redis({ lazyConnect: true })),
  ];
  expect(doubledMetrics()).toEqual({
    'node-redis': ['db.client.connection.create_time', 'db.client.connection.wait_time'],
  });
  for (const each of observations) each[Symbol.dispose]();
  expect(doubledMetrics()).toEqual({});
});

test('doubles no times of pools of which counts alone are reported', () => {
  const observations = [
    observePool(new PgPool(), { measure: 'counts' }),
    observePool(createClient(), { measure: 'counts' }),
  ];
  expect(doubledMetrics()).toEqual({
    'instrumentation-pg': ['db.client.connection.count', 'db.client.connection.pending_requests'],
  });
  for (const each of observations) each[Symbol.dispose]();
});

interface Hooked {
  patch(module: unknown): unknown;
  unpatch(module: unknown): unknown;
}

/** What is reported, by how many, of a pool whose only connection is lent and was asked for in vain. */
async function besideOracleInstrumentation(leaveTo: readonly Other[]) {
  const sdk = testSdk();
  const theirs = new OracleInstrumentation();
  theirs.setMeterProvider(sdk.meterProvider);
  // By hand: the pool of oracledb 7 does not stand in the folder that its hook looks for.
  const oracledb7: unknown = createRequire(import.meta.url)('oracledb-7');
  const [hooked] = Reflect.apply(Reflect.get(theirs, 'init'), theirs, []) as [Hooked];
  hooked.patch(oracledb7);
  const hub = new PoolHub(fakeClock());
  hub.setMeterProvider(sdk.meterProvider);
  hub.enable();
  const { pool, acquire } = oracle7Pool(
    { max: 1, waitMillis: 1 },
    { enableStatistics: true },
    'orders',
  );
  hub.observe(pool as never, oracledb, {
    name: undefined,
    leakThresholdSeconds: 30,
    captureSites: 'never',
    waitTargetSeconds: 0.01,
    leaveTo,
  });
  await acquire();
  await expect(acquire()).rejects.toThrow('NJS-040');
  const metrics = await sdk.metrics();
  hooked.unpatch(oracledb7);
  theirs.disable();
  hub.disable();
  return (name: string) =>
    metrics
      .filter(({ descriptor }) => descriptor.name === `db.client.connection.${name}`)
      .map(({ dataPoints }) =>
        dataPoints.map(({ attributes, value }) => [...Object.values(attributes), value]),
      )
      .filter((points) => points.length > 0);
}

test('instrumentation-oracledb reports of a pool of oracledb 7 what is left to it, and nothing is reported twice', async () => {
  const both = await besideOracleInstrumentation([]);
  const left = await besideOracleInstrumentation(['instrumentation-oracledb']);
  for (const [name, points] of Object.entries({
    count: [
      ['orders', 'used', 1],
      ['orders', 'idle', 0],
    ],
    pending_requests: [['orders', 0]],
    timeouts: [['orders', 1]],
  })) {
    expect(both(name)).toEqual([points, points]);
    expect(left(name)).toEqual([points]);
  }
});

import { fakeClock } from '@plimsoll/kernel';
import { Redis } from 'ioredis';
import PgPool from 'pg-pool';
import { createClient } from 'redis';
import { expect, test } from 'vitest';
import { PoolHub } from '../src/hub.ts';
import { doubledMetrics, type Other } from '../src/leave-to.ts';
import { observePool } from '../src/observe-pool.ts';
import { OTHERS } from '../src/options.ts';
import { testSdk } from './sdk.ts';
import { stubAdapter, stubPool } from './stub-pool.ts';

/** The metrics that are reported of a pool of `client` that was used. */
async function reported(client: string, leaveTo: readonly Other[], producing = false) {
  const hub = new PoolHub(fakeClock());
  const sdk = testSdk(producing ? [{ collect: async () => hub.collectHistograms() as never }] : []);
  if (producing) hub.leaveApi();
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
  const metrics = (await sdk.metrics()).filter(({ dataPoints }) => dataPoints.length > 0);
  return new Set(metrics.map(({ descriptor }) => descriptor.name));
}

test.each([
  ['instrumentation-pg', 'pg', ['count', 'pending_requests']],
  ['instrumentation-mongodb', 'mongodb', ['count']],
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

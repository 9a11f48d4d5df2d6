import { createPool } from 'generic-pool';
import { expect, test } from 'vitest';
import { autosize, observePool, PoolInstrumentation, readPools } from '../src/index.ts';
import type { PoolAdapter } from '../src/pool.ts';
import { OPTIONS, startedHub } from './hub/started-hub.ts';
import { type StubPool, stubAdapter, stubPool } from './stub-pool.ts';

const COUNTS = { ...OPTIONS, countsOnly: true };

/** Observes a pool of a stub for a minute; the names of what is reported. */
async function reported(adapter: PoolAdapter<StubPool>, pool: StubPool): Promise<string[]> {
  const { clock, hub, sdk } = startedHub();
  hub.observe(pool, adapter, COUNTS);
  pool.take('a');
  clock.advance(60);
  pool.give('a');
  const names = (await sdk.metrics()).filter(({ dataPoints }) => dataPoints.length > 0);
  hub.disable();
  return names.map(({ descriptor }) => descriptor.name).sort();
}

const SAID_BY_THE_POOL = [
  'db.client.connection.count',
  'db.client.connection.idle.max',
  'db.client.connection.idle.min',
  'db.client.connection.limit',
  'db.client.connection.pending_requests',
  'plimsoll.pool.connection.utilization',
  'plimsoll.pool.status',
].sort();

test('counts are what the pool says of itself, without zeros for what is not measured', async () => {
  expect(await reported(stubAdapter(), stubPool())).toEqual(SAID_BY_THE_POOL);
});

test('a client that is counted by watching it is measured as ever', async () => {
  const watched = { ...stubAdapter(), countsByWatching: true as const };
  expect(await reported(watched, stubPool())).toEqual(
    expect.arrayContaining([
      ...SAID_BY_THE_POOL,
      'db.client.connection.use_time',
      'db.client.connection.wait_time',
      'plimsoll.pool.connection.leaks',
    ]),
  );
});

test('a pool of the same name that is measured later has its zeros', async () => {
  const { clock, hub, sdk } = startedHub();
  const counted = stubPool();
  hub.observe(counted, stubAdapter(), COUNTS);
  clock.advance(1);
  hub.find(counted)?.detach();
  hub.observe(stubPool(), stubAdapter(), OPTIONS);
  clock.advance(1);
  expect(await sdk.values('plimsoll.pool.connection.leaks')).toEqual({ shop: 0 });
});

test('counts put nothing around the methods of a pool', async () => {
  const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 2 });
  const before = Object.getOwnPropertyDescriptors(pool);
  const observation = observePool(pool, { name: 'boxes', measure: 'counts' });
  expect(Object.getOwnPropertyDescriptors(pool)).toEqual(before);
  await pool.acquire();
  expect(readPools()).toEqual([
    {
      name: 'boxes',
      used: 1,
      idle: 0,
      pending: 0,
      limit: 2,
      leaked: undefined,
      longHeld: undefined,
      maxUseAgeSeconds: undefined,
    },
  ]);
  expect(() => autosize(pool)).toThrow("got one observed with `measure: 'counts'`");
  observation[Symbol.dispose]();
});

test.each([
  [{ explainTimeouts: true }, "Expected `explainTimeouts` to be false where `measure` is 'counts'"],
  [{ reclaimAfterMillis: 90_000 }, 'Expected `reclaimAfterMillis` to be absent'],
])('counts refuse %j', (options, message) => {
  const all = { ...options, measure: 'counts' } as const;
  expect(() => new PoolInstrumentation(all)).toThrow(new RangeError(message).message);
  const pool = createPool({ create: async () => ({}), destroy: async () => {} });
  expect(() => observePool(pool, all)).toThrow(RangeError);
});

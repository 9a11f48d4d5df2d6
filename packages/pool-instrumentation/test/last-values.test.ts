import { metrics } from '@opentelemetry/api';
import { createPool } from 'generic-pool';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PoolInstrumentation } from '../src/instrumentation.ts';
import { observePool, readPools } from '../src/observe-pool.ts';
import { createPoolRegistry } from '../src/pool-registry.ts';
import { type TestSdk, testSdk } from './sdk.ts';

let sdk: TestSdk;

function startSdk(): TestSdk {
  metrics.disable();
  const started = testSdk();
  metrics.setGlobalMeterProvider(started.meterProvider);
  return started;
}

beforeEach(() => {
  sdk = startSdk();
});

const instrumentations: PoolInstrumentation[] = [];

function instrumentation(): PoolInstrumentation {
  const made = new PoolInstrumentation({ clients: [] });
  instrumentations.push(made);
  return made;
}

afterEach(() => {
  for (const each of instrumentations.splice(0)) each.disable();
  metrics.disable();
});

function boxes() {
  return createPool({ create: async () => ({}), destroy: async () => {} }, { max: 2 });
}

const counts = (of = sdk) => of.values('db.client.connection.count');

test('the last values of the last pool that was observed are zeros', async () => {
  const pool = boxes();
  const observation = observePool(pool, { name: 'boxes' });
  await pool.acquire();
  expect(await counts()).toEqual({ 'boxes used': 1, 'boxes idle': 0 });
  observation[Symbol.dispose]();
  expect(await counts()).toEqual({ 'boxes used': 0, 'boxes idle': 0 });
  expect(await sdk.values('db.client.connection.limit')).toEqual({ boxes: 0 });
  expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'boxes closed': 1 });
  expect(readPools()).toEqual([]);
});

test('the last values of a registry that is drained are zeros', async () => {
  const registry = createPoolRegistry();
  registry.add('boxes', boxes());
  await registry.withClient('boxes', () => {});
  expect(await counts()).toEqual({ 'boxes used': 0, 'boxes idle': 1 });
  await registry.drain();
  expect(await counts()).toEqual({ 'boxes used': 0, 'boxes idle': 0 });
  expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'boxes closed': 1 });
});

test('they stay zeros while others are observed', async () => {
  const before = observePool(boxes(), { name: 'before' });
  await counts();
  before[Symbol.dispose]();
  const since = observePool(boxes(), { name: 'since' });
  expect(await sdk.values('db.client.connection.limit')).toEqual({ before: 0, since: 2 });
  since[Symbol.dispose]();
});

test('there are none of a pool that no reader came to see', async () => {
  const observation = observePool(boxes());
  observation[Symbol.dispose]();
  expect(await counts()).toEqual({});
});

test.each([
  ['the next SDK of the process', () => startSdk()],
  [
    'the SDK that an instrumentation is told of',
    () => {
      const told = testSdk();
      metrics.disable();
      instrumentation().setMeterProvider(told.meterProvider);
      return told;
    },
  ],
])('%s has the pools that are observed since, and no others', async (_, start) => {
  const observation = observePool(boxes(), { name: 'before' });
  await counts();
  observation[Symbol.dispose]();
  const next = start();
  const again = observePool(boxes(), { name: 'since' });
  expect(await counts(next)).toEqual({ 'since used': 0, 'since idle': 0 });
  again[Symbol.dispose]();
});

test('times go on through the api after a reader that took them as finished histograms', async () => {
  const first = instrumentation();
  first.metricProducer();
  const before = observePool(boxes(), { name: 'before' });
  await counts();
  before[Symbol.dispose]();
  first.disable();
  const pool = boxes();
  const since = observePool(pool, { name: 'since' });
  await pool.release(await pool.acquire());
  expect(await sdk.values('db.client.connection.use_time')).toMatchObject({ since: { count: 1 } });
  since[Symbol.dispose]();
});

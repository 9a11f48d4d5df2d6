import type { MetricData, MetricProducer } from '@opentelemetry/sdk-metrics';
import { fakeClock } from '@plimsoll/kernel';
import { expect, expectTypeOf, test } from 'vitest';
import { PoolHub } from '../src/hub.ts';
import type { PoolMetricProducer } from '../src/producer.ts';
import { type TestSdk, testSdk } from './sdk.ts';
import { type StubPool, stubAdapter, stubPool } from './stub-pool.ts';

const TIMES = ['create_time', 'wait_time', 'use_time'].map(
  (time) => `db.client.connection.${time}`,
);

function observedPool(hub: PoolHub): StubPool {
  const pool = stubPool();
  hub.observe(pool, stubAdapter(), {
    name: 'shop',
    leakThresholdSeconds: 30,
    captureSites: 'never',
    waitTargetSeconds: 0.01,
    leaveTo: [],
  });
  return pool;
}

/** The same story for each delivery. */
function tell(pool: StubPool, clock: { advance(seconds: number): void }): void {
  for (const seconds of [0, 0.001, 0.004, 0.3, 20]) {
    const since = pool.events?.creating() as number;
    const request = pool.request();
    clock.advance(seconds);
    pool.events?.created(since);
    pool.grant(request, seconds);
    clock.advance(seconds * 2);
    pool.give(seconds);
  }
}

function timesOf(metrics: readonly MetricData[]): unknown {
  return metrics
    .filter((metric) => TIMES.includes(metric.descriptor.name))
    .map(({ descriptor, dataPointType, aggregationTemporality, dataPoints }) => ({
      name: descriptor.name,
      unit: descriptor.unit,
      description: descriptor.description,
      valueType: descriptor.valueType,
      dataPointType,
      aggregationTemporality,
      points: dataPoints.map(({ attributes, value }) => ({ attributes, value })),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The counts of every series of wait times, whatever its scope. */
async function waitCounts(sdk: TestSdk): Promise<number[]> {
  const waits = (await sdk.metrics()).filter(
    ({ descriptor }) => descriptor.name === 'db.client.connection.wait_time',
  );
  const points = waits.flatMap(({ dataPoints }) => dataPoints.map(({ value }) => value));
  return points.map((value) => (value as { count: number }).count).toSorted();
}

test('is a producer for a reader of the SDK', () => {
  expectTypeOf<PoolMetricProducer>().toExtend<MetricProducer>();
});

test('hands over what the api would have recorded, value for value', async () => {
  const clocks = [fakeClock(), fakeClock()] as const;
  const [byApi, byReader] = [new PoolHub(clocks[0]), new PoolHub(clocks[1])];
  byReader.recording.leaveApi();
  const apiSdk = testSdk();
  const readerSdk = testSdk([{ collect: async () => byReader.recording.collectHistograms() }]);
  byApi.setMeterProvider(apiSdk.meterProvider);
  byReader.setMeterProvider(readerSdk.meterProvider);
  for (const hub of [byApi, byReader]) hub.enable();
  tell(observedPool(byApi), clocks[0]);
  tell(observedPool(byReader), clocks[1]);
  const delivered = timesOf(await apiSdk.metrics());
  expect(timesOf(await readerSdk.metrics())).toEqual(delivered);
  expect(delivered).toHaveLength(3);
});

test('counts on from collection to collection', async () => {
  const hub = new PoolHub(fakeClock());
  hub.recording.leaveApi();
  const sdk = testSdk([{ collect: async () => hub.recording.collectHistograms() }]);
  hub.enable();
  const pool = observedPool(hub);
  const counts: unknown[] = [];
  for (const _collection of [1, 2, 3]) {
    pool.take('a');
    counts.push(await sdk.values('db.client.connection.wait_time'));
  }
  expect(counts).toMatchObject([1, 2, 3].map((count) => ({ shop: { count } })));
});

test('hands over what happened before it was asked for while no SDK was there', async () => {
  const hub = new PoolHub(fakeClock());
  hub.enable();
  const pool = observedPool(hub);
  pool.take('a');
  hub.recording.leaveApi();
  const sdk = testSdk([{ collect: async () => hub.recording.collectHistograms() }]);
  hub.setMeterProvider(sdk.meterProvider);
  pool.take('b');
  expect(await waitCounts(sdk)).toEqual([2]);
});

test('counts nothing twice when the api has delivered before', async () => {
  const hub = new PoolHub(fakeClock());
  const sdk = testSdk([{ collect: async () => hub.recording.collectHistograms() }]);
  hub.setMeterProvider(sdk.meterProvider);
  hub.enable();
  const pool = observedPool(hub);
  pool.take('a');
  hub.recording.leaveApi();
  pool.take('b');
  pool.take('c');
  expect(await waitCounts(sdk)).toEqual([1, 2]);
});

test('hands over nothing while nothing happened', () => {
  const hub = new PoolHub(fakeClock());
  hub.recording.leaveApi();
  observedPool(hub);
  expect(hub.recording.collectHistograms().resourceMetrics.scopeMetrics).toEqual([]);
});

test('counts nothing twice when what waited for an SDK has gone through the api', async () => {
  const hub = new PoolHub(fakeClock());
  hub.enable();
  const pool = observedPool(hub);
  pool.take('a');
  const sdk = testSdk([{ collect: async () => hub.recording.collectHistograms() }]);
  hub.setMeterProvider(sdk.meterProvider);
  hub.recording.leaveApi();
  pool.take('b');
  expect(await waitCounts(sdk)).toEqual([1, 1]);
});

test('gives the time since which it counts, and the time of the collection', () => {
  const clock = fakeClock();
  clock.advance(0.25);
  const hub = new PoolHub(clock);
  hub.recording.leaveApi();
  observedPool(hub).take('a');
  clock.advance(10.5);
  const [scope] = hub.recording.collectHistograms().resourceMetrics.scopeMetrics;
  const start = Date.UTC(2026, 0, 1) / 1000;
  expect(scope?.metrics[0]?.dataPoints[0]).toMatchObject({
    startTime: [start, 250_000_000],
    endTime: [start + 10, 750_000_000],
  });
});

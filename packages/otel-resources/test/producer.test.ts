import type { MetricData } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { METRICS } from '../src/index.ts';
import { OPTIONAL_SENSOR_NAMES } from '../src/sensor-names.ts';
import { metricsSdk } from './sdk.ts';
import { start } from './start.ts';
import { livingTree } from './trees.ts';

const EVERY_SENSOR = { enabledSensors: OPTIONAL_SENSOR_NAMES };

/** An instrumentation on a living host whose readers have a producer. */
function producing(readers = 1) {
  const started = start(livingTree('host', 'v2-set'), EVERY_SENSOR);
  const producer = started.instrumentation.metricProducer();
  const sdk = metricsSdk(readers, undefined, [producer]);
  started.instrumentation.setMeterProvider(sdk.provider);
  return { ...started, producer, sdk };
}

/** What an exporter sees of a metric, but for the times. */
function told(metrics: readonly MetricData[]) {
  return metrics
    .filter(({ dataPoints }) => dataPoints.length > 0)
    .map(({ descriptor: { name, unit, description, valueType }, ...rest }) => ({
      ...rest,
      descriptor: { name, unit, description, valueType },
      dataPoints: rest.dataPoints.map(({ attributes, value }) => ({ attributes, value })),
    }))
    .sort((a, b) => (a.descriptor.name < b.descriptor.name ? -1 : 1));
}

const observed = (metrics: readonly MetricData[]): MetricData[] =>
  metrics.filter(({ descriptor: { name } }) => name !== METRICS.gcDuration.name);

test('hands over through a producer what the api would tell', async () => {
  const { instrumentation, clock, sdk } = start(livingTree('host', 'v2-set'), EVERY_SENSOR);
  clock.advance(1);
  const byApi = told(observed(await sdk.metrics()));
  expect(byApi.length).toBeGreaterThan(50);
  const byProducer = metricsSdk(1, undefined, [instrumentation.metricProducer()]);
  expect(told(await byProducer.metrics())).toEqual(byApi);
});

test('tells each metric once to each reader that has the producer', async () => {
  const { clock, sdk } = producing(2);
  clock.advance(1);
  const [first, second] = [await sdk.metrics(sdk.readers[0]), await sdk.metrics(sdk.readers[1])];
  const names = observed(first).map(({ descriptor }) => descriptor.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('system.cpu.time');
  expect(told(observed(second))).toEqual(told(observed(first)));
});

test('keeps the times of a sum from the start to the collection', async () => {
  const { clock, sdk } = producing();
  const start = clock.epochMillis();
  clock.advance(2.5);
  const [point] = (await sdk.metrics()).find(
    ({ descriptor }) => descriptor.name === 'process.cpu.time',
  )?.dataPoints ?? [undefined];
  expect(point?.startTime).toEqual([start / 1000, 0]);
  expect(point?.endTime).toEqual([start / 1000 + 2, 500_000_000]);
});

test('gives the metrics back to the api when its producer is disposed', async () => {
  const { producer, instrumentation, clock } = producing();
  const other = metricsSdk();
  instrumentation.setMeterProvider(other.provider);
  clock.advance(1);
  expect(observed(await other.metrics())).toEqual([]);
  producer[Symbol.dispose]();
  expect((await producer.collect()).resourceMetrics.scopeMetrics).toEqual([]);
  const points = await other.points();
  expect(points['system.cpu.time{cpu.mode=user}']).toBeGreaterThan(0);
});

test('stays off the api for as long as one of two producers is there', async () => {
  const { producer, instrumentation, sdk, clock } = producing();
  const second = instrumentation.metricProducer();
  producer[Symbol.dispose]();
  clock.advance(1);
  expect(observed(await sdk.metrics())).toEqual([]);
  expect((await second.collect()).resourceMetrics.scopeMetrics[0]?.metrics.length).toBeGreaterThan(
    50,
  );
});

test('has nothing while it is disabled, and goes on when it is enabled again', async () => {
  const { producer, instrumentation, clock } = producing();
  const scopes = async () => (await producer.collect()).resourceMetrics.scopeMetrics;
  instrumentation.disable();
  expect(await scopes()).toEqual([]);
  instrumentation.enable();
  clock.advance(1);
  expect(await scopes()).toHaveLength(1);
});

test('makes new objects at each collection, so that a reader may keep what it has', async () => {
  const { producer, clock } = producing();
  const metrics = async () => (await producer.collect()).resourceMetrics.scopeMetrics[0]?.metrics;
  const first = await metrics();
  const kept = structuredClone(first);
  clock.advance(1);
  await metrics();
  expect(first).toEqual(kept);
});

import {
  AggregationType,
  DataPointType,
  type Histogram,
  MeterProvider,
  type MetricData,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { METRICS } from '../../src/metrics.ts';
import { SCOPE } from '../../src/version.ts';
import { METRICS_OF, views } from '../../src/views/index.ts';
import { ManualReader } from '../sdk.ts';

const NAMES = new Set<string>(Object.values(METRICS).map(({ name }) => name));

/** A meter of this package in an SDK with these views, and what is collected of it. */
function sdk(chosen: ViewOptions[], scope: string = SCOPE.name) {
  const reader = new ManualReader();
  const provider = new MeterProvider({ readers: [reader], views: chosen });
  return {
    meter: provider.getMeter(scope, '1'),
    async collect(): Promise<Readonly<Record<string, MetricData>>> {
      const { resourceMetrics } = await reader.collect();
      const metrics = resourceMetrics.scopeMetrics.flatMap((each) => each.metrics);
      return Object.fromEntries(metrics.map((metric) => [metric.descriptor.name, metric]));
    },
  };
}

test('names of every profile are in the catalogue, and those of core are in default', () => {
  for (const names of Object.values(METRICS_OF))
    expect([...names].filter((name) => !NAMES.has(name))).toEqual([]);
  expect([...METRICS_OF.core].filter((name) => !METRICS_OF.default.has(name))).toEqual([]);
});

test.each(['core', 'default', 'full'] as const)('%s has one view for each metric', (profile) => {
  const selected = views({ profile }).map(({ instrumentName }) => instrumentName);
  expect(new Set(selected)).toEqual(NAMES);
  expect(selected).toHaveLength(NAMES.size);
});

test('drops what is not in the profile, whatever it is, and measures the rest once', async () => {
  const { meter, collect } = sdk(views({ profile: 'core' }));
  meter.createCounter('process.cpu.time').add(2);
  meter.createHistogram('v8js.gc.duration').record(1);
  meter.createObservableGauge('process.uptime').addCallback((result) => result.observe(7));
  meter
    .createObservableCounter('system.network.io')
    .addCallback((result) => result.observe(9, { 'network.interface.name': 'eth0' }));
  const found = await collect();
  expect(Object.keys(found).sort()).toEqual(['process.cpu.time', 'process.uptime']);
  expect(found['process.cpu.time']?.dataPoints[0]?.value).toBe(2);
});

test('leaves the metrics of others alone, of the same name too', async () => {
  const { meter, collect } = sdk(views({ profile: 'core' }), 'another');
  meter.createHistogram('v8js.gc.duration').record(1);
  meter.createCounter('shop.orders').add(1);
  expect(Object.keys(await collect()).sort()).toEqual(['shop.orders', 'v8js.gc.duration']);
});

test.each([
  ['core', undefined],
  ['default', [0.001, 0.01, 0.1, 1]],
  ['full', METRICS.gcDuration.buckets],
] as const)('gives histograms the explicit buckets of %s', async (profile, boundaries) => {
  const { meter, collect } = sdk(views({ profile }));
  meter.createHistogram('v8js.gc.duration').record(0.02);
  const found = (await collect())['v8js.gc.duration']?.dataPoints[0]?.value as
    | Histogram
    | undefined;
  expect(found?.buckets.boundaries).toEqual(boundaries);
});

test('gives histograms exponential buckets where they are asked for', async () => {
  const { meter, collect } = sdk(views({ histograms: 'exponential' }));
  for (const value of [0.0001, 0.001, 0.02])
    meter.createHistogram('v8js.gc.duration').record(value);
  const found = (await collect())['v8js.gc.duration'];
  expect(found?.dataPointType).toBe(DataPointType.EXPONENTIAL_HISTOGRAM);
  expect(found?.dataPoints[0]?.value).toMatchObject({ count: 3, min: 0.0001, max: 0.02 });
});

test('lets no attribute through that the catalogue does not declare', async () => {
  const { meter, collect } = sdk(views());
  const duration = meter.createHistogram('v8js.gc.duration');
  duration.record(1, { 'v8js.gc.type': 'major' });
  duration.record(1, { 'v8js.gc.type': 'major', 'user.id': 'u-17' });
  const points = (await collect())['v8js.gc.duration']?.dataPoints ?? [];
  expect(points.map(({ attributes }) => attributes)).toEqual([{ 'v8js.gc.type': 'major' }]);
  expect(points[0]?.value).toMatchObject({ count: 2 });
});

test('keeps a metric to its series, and adds up what comes beyond', async () => {
  const { meter, collect } = sdk(views({ profile: 'full', maxSeriesPerMetric: 3 }));
  const io = meter.createObservableCounter('system.network.io');
  io.addCallback((result) => {
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      result.observe(1, { 'network.interface.name': name });
  });
  const points = (await collect())['system.network.io']?.dataPoints ?? [];
  const names = points.map(({ attributes }) => attributes['network.interface.name'] ?? attributes);
  expect(names).toEqual(['a', 'b', 'c', { 'otel.metric.overflow': true }]);
});

test.each([
  [{ profile: 'tiny' }, RangeError, "Expected `profile` to be one of 'core', 'default', 'full'"],
  [{ profile: 1 }, TypeError, 'Expected `profile` to be one of'],
  [{ histograms: 'linear' }, RangeError, "one of 'explicit', 'exponential'"],
  [{ maxSeriesPerMetric: 1 }, RangeError, 'an integer from 2 to 2000, got `1`'],
  [{ buckets: [] }, TypeError, 'got `buckets`'],
  ['core', TypeError, 'Expected the options of views to be an object'],
])('refuses %j', (options, type, message) => {
  const attempt = (): unknown => views(options as never);
  expect(attempt).toThrow(type);
  expect(attempt).toThrow(message);
});

test('writes the types of aggregation as the SDK numbers them', () => {
  expect([
    AggregationType.DROP,
    AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
    AggregationType.EXPONENTIAL_HISTOGRAM,
  ]).toEqual([1, 4, 5]);
});

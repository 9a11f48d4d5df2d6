import { MeterProvider, type MetricData } from '@opentelemetry/sdk-metrics';
import { createFaults, fakeClock, instruments, LateMeter } from '@plimsoll/kernel';
import { expect, onTestFinished, test } from 'vitest';
import { ResourceInstrumentation, type ResourceOptions } from '../src/index.ts';
import { LEFT_TO, OTHERS } from '../src/leave-to.ts';
import { METRICS } from '../src/metrics.ts';
import { PartMeter } from '../src/part-meter.ts';
import { OPTIONAL_SENSOR_NAMES } from '../src/sensor-names.ts';
import { views } from '../src/views/index.ts';
import { METRICS_OF } from '../src/views/profiles.ts';
import { diagnostics } from './diagnostics.ts';
import { ManualReader } from './sdk.ts';
import { livingTree } from './trees.ts';

/** What is reported of a host with a limited cgroup, once a collection of each type has been told. */
async function reported(
  options: ResourceOptions,
  chosen: ConstructorParameters<typeof MeterProvider>[0] = {},
) {
  const clock = fakeClock();
  const reader = new ManualReader();
  const provider = new MeterProvider({ readers: [reader], ...chosen });
  const roots = livingTree('host', 'v2-set');
  const instrumentation = new ResourceInstrumentation(options, { clock, roots });
  onTestFinished(() => instrumentation[Symbol.dispose]());
  instrumentation.setMeterProvider(provider);
  clock.advance(1);
  const { resourceMetrics } = await reader.collect();
  const metrics = resourceMetrics.scopeMetrics.flatMap((each) => each.metrics);
  return { metrics, names: namesOf(metrics), readings: instrumentation.read() };
}

const namesOf = (metrics: readonly MetricData[]): readonly string[] =>
  metrics.filter(({ dataPoints }) => dataPoints.length > 0).map((each) => each.descriptor.name);

/** How many lines they are on `/metrics`, garbage collections of four types apart. */
function lines(metrics: readonly MetricData[]): number {
  return metrics
    .filter(({ descriptor }) => descriptor.name !== 'v8js.gc.duration')
    .reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
}

const ALL = { enabledSensors: OPTIONAL_SENSOR_NAMES } as const;

test.each(['core', 'default'] as const)(
  'reports of the profile %s what is in it',
  async (profile) => {
    const full = await reported(ALL);
    const part = await reported({ ...ALL, profile });
    const expected = full.names.filter((name) => METRICS_OF[profile].has(name));
    expect([...part.names].sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(15);
  },
);

test.each(['core', 'default'] as const)('reports of %s as much through views', async (profile) => {
  const here = await reported({ profile });
  const there = await reported({}, { views: views({ profile }) });
  expect([...there.names].sort()).toEqual([...here.names].sort());
});

test('hands a producer of the readers what is in the profile, and no more', async () => {
  const clock = fakeClock();
  const instrumentation = new ResourceInstrumentation(
    { profile: 'core', leaveTo: ['host-metrics'] },
    { clock, roots: livingTree('host', 'v2-set') },
  );
  onTestFinished(() => instrumentation[Symbol.dispose]());
  const producer = instrumentation.metricProducer();
  clock.advance(1);
  const { resourceMetrics } = await producer.collect();
  const names = resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
    metrics.map(({ descriptor }) => descriptor.name),
  );
  expect(names).toContain('container.memory.usage');
  expect(names.filter((name) => !METRICS_OF.core.has(name))).toEqual([]);
  expect(names.filter((name) => LEFT_TO['host-metrics'].includes(name))).toEqual([]);
});

/** Buckets with `+Inf`, sum and count, of each type of collection. */
const GC_LINES = { core: 0, default: 4 * 7 };

test.each([
  ['core', 60],
  ['default', 150],
] as const)(
  '%s keeps to %i series on a host with two interfaces and a limited cgroup',
  async (profile, most) => {
    const { metrics } = await reported({ ...ALL, profile });
    expect(lines(metrics) + GC_LINES[profile]).toBeLessThanOrEqual(most);
  },
);

test.each(OTHERS)('leaves to %s what it reports too, and no more', async (other) => {
  const full = await reported(ALL);
  const part = await reported({ ...ALL, leaveTo: [other] });
  const expected = full.names.filter((name) => !LEFT_TO[other].includes(name));
  expect([...part.names].sort()).toEqual(expected.sort());
  expect(expected.length).toBeLessThan(full.names.length);
});

test('reads everything, however little is reported', async () => {
  const full = await reported({});
  const part = await reported({ profile: 'core', leaveTo: OTHERS });
  const shape = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)]))
      : typeof value;
  expect(shape(part.readings)).toEqual(shape(full.readings));
});

test('holds nothing of what is left out for an SDK that never comes', () => {
  const { warnings } = diagnostics();
  const faults = createFaults('test');
  const meter = new PartMeter(new LateMeter(faults), { profile: 'core', leaveTo: [] }, faults);
  const { duration } = instruments(meter, { duration: METRICS.gcDuration });
  for (let times = 0; times <= 10_000; times++) duration.record(1);
  expect(warnings).toEqual([]);
});

test.each([
  [{ profile: 'tiny' }, RangeError, "Expected `profile` to be one of 'core', 'default', 'full'"],
  [{ leaveTo: 'host-metrics' }, TypeError, 'Expected `leaveTo` to be an array of'],
  [{ leaveTo: ['runtime-node'] }, RangeError, "'instrumentation-runtime-node', 'host-metrics'"],
])('refuses %j', (options, type, message) => {
  const attempt = (): unknown => new ResourceInstrumentation(options as never);
  expect(attempt).toThrow(type);
  expect(attempt).toThrow(message);
});

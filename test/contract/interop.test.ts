import { DiagLogLevel, diag } from '@opentelemetry/api';
import { MeterProvider, type MetricData } from '@opentelemetry/sdk-metrics';
import { LEFT_TO, ResourceInstrumentation, type ResourceOptions } from '@plimsoll/otel-resources';
import { afterEach, expect, test, vi } from 'vitest';
import { collected, OTHERS, type OtherName, Reader } from './moving/emitted.ts';

const OURS = '@plimsoll/otel-resources';
const NAMES = Object.keys(OTHERS) as OtherName[];

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

type Points = Readonly<Record<string, number>>;

/** `name{attribute=value}` -> value, of one scope. */
function pointsOf(metrics: readonly MetricData[]): Points {
  const points = metrics.flatMap(({ descriptor, dataPoints }) =>
    dataPoints.map(({ attributes, value }) => {
      const keys = Object.entries(attributes).map(([key, each]) => `${key}=${each}`);
      const at = keys.length > 0 ? `{${keys.sort().join(',')}}` : '';
      return [`${descriptor.name}${at}`, typeof value === 'number' ? value : value.count] as const;
    }),
  );
  return Object.fromEntries(points);
}

/** Ours beside others in one process, with one reader: the points of each scope. */
async function together(names: readonly OtherName[], options: ResourceOptions = {}) {
  const warn = vi.fn();
  const logger = { error: warn, warn, info() {}, debug() {}, verbose() {} };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const reader = new Reader();
  const provider = new MeterProvider({ readers: [reader] });
  const ours = new ResourceInstrumentation({ sampleIntervalMillis: 100, ...options });
  ours.setMeterProvider(provider);
  ends.push(
    () => diag.disable(),
    () => provider.shutdown(),
    () => ours[Symbol.dispose](),
    ...names.map((name) => OTHERS[name](provider)),
  );
  const until = names.flatMap((name) => LEFT_TO[name]).filter((name) => THEIRS.test(name));
  await collected(reader, until);
  await new Promise((resolve) => ours.subscribe(resolve));
  const { resourceMetrics } = await reader.collect();
  const scopes = new Map(
    resourceMetrics.scopeMetrics.map(({ scope, metrics }) => [scope.name, pointsOf(metrics)]),
  );
  const warnings = warn.mock.calls
    .map((words) => words.join(' '))
    .filter((text) => !text.includes('host-metrics is deprecated'));
  return {
    warnings,
    ours: scopes.get(OURS) ?? {},
    theirs: (name: OtherName): Points => scopes.get(`@opentelemetry/${name}`) ?? {},
  };
}

/** What comes with any collection of theirs. */
const THEIRS =
  /^(system\.network\.io|process\.memory\.usage|nodejs\.eventloop\.delay\.p99|v8js\.gc\.duration)$/;

const metricOf = (series: string): string => series.replace(/\{.*/, '');

test('nobody warns of a duplicate where all are in one process', async () => {
  const { warnings, ours, theirs } = await together(NAMES);
  expect(warnings).toEqual([]);
  for (const points of [ours, ...NAMES.map(theirs)]) {
    expect(Object.keys(points).length).toBeGreaterThan(10);
    for (const value of Object.values(ours)) expect(value).toSatisfy(Number.isFinite);
  }
});

test.each(NAMES)(
  'nothing is reported twice where it is left to %s, and nothing is lost',
  async (name) => {
    const { ours, theirs } = await together([name], { leaveTo: [name] });
    const told = new Set(Object.keys(theirs(name)).map(metricOf));
    const doubled = Object.keys(ours).filter((series) => told.has(metricOf(series)));
    expect(doubled).toEqual([]);
    // Nothing is left that they do not tell.
    for (const left of LEFT_TO[name])
      if (left !== 'v8js.resource.active') expect([...told]).toContain(left);
  },
);

/** Adds up the points of a metric whose series contain all of these. */
function sum(points: Points, name: string, ...parts: readonly string[]): number {
  const found = Object.entries(points).filter(
    ([series]) => metricOf(series) === name && parts.every((part) => series.includes(part)),
  );
  expect(found, `${name} ${parts}`).not.toEqual([]);
  return found.reduce((total, [, value]) => total + value, 0);
}

/** Within a share of theirs and a little more, since one is read after the other. */
function expectNear(ours: number, theirs: number, slack: number): void {
  expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(slack + 0.05 * Math.abs(theirs));
}

const MIB = 2 ** 20;

test('the values agree with those of instrumentation-host-metrics and of host-metrics', async () => {
  const { ours, theirs } = await together(['host-metrics', 'instrumentation-host-metrics']);
  for (const [name, mode] of [
    ['host-metrics', 'state'],
    ['instrumentation-host-metrics', 'mode'],
  ] as const) {
    const other = theirs(name);
    for (const each of ['user', 'system', 'idle', 'nice'])
      expectNear(
        sum(ours, 'system.cpu.time', `cpu.mode=${each}`),
        sum(other, 'system.cpu.time', `${mode}=${each}`),
        2,
      );
    for (const each of ['user', 'system'])
      expectNear(
        sum(ours, 'process.cpu.time', `cpu.mode=${each}`),
        sum(other, 'process.cpu.time', `${mode}=${each}`),
        1,
      );
    expectNear(sum(ours, 'process.memory.usage'), sum(other, 'process.memory.usage'), 32 * MIB);
    expectNear(
      sum(ours, 'system.memory.usage', 'used'),
      sum(other, 'system.memory.usage', 'used'),
      256 * MIB,
    );
    expectNear(
      sum(ours, 'system.memory.utilization', 'available'),
      sum(other, 'system.memory.utilization', 'free'),
      0.05,
    );
    for (const direction of ['receive', 'transmit']) {
      const [series = ''] = Object.keys(other).filter((key) => key.startsWith('system.network.io'));
      const device = /system\.device=([^,}]+)/.exec(series)?.[1] ?? '';
      const metric = 'system.network.io';
      expectNear(
        sum(ours, metric, `name=${device}`, direction),
        sum(other, metric, direction),
        MIB,
      );
    }
  }
});

test('the values agree with those of instrumentation-runtime-node', async () => {
  const name = 'instrumentation-runtime-node';
  const { ours, theirs } = await together([name]);
  const other = theirs(name);
  const time = 'nodejs.eventloop.time';
  expectNear(sum(ours, time), sum(other, time), 1);
  for (const metric of ['v8js.memory.heap.used', 'v8js.memory.heap.space.size'])
    expectNear(sum(ours, metric), sum(other, metric), 8 * MIB);
  const [gc, major] = ['v8js.gc.duration', 'v8js.gc.type=major'];
  expectNear(sum(ours, gc, major), sum(other, gc, major), 2);
});

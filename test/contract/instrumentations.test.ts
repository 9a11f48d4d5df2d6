import type { Meter, MeterProvider, Observable } from '@opentelemetry/api';
import { DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import {
  type FakeClock,
  fakeClock,
  type LoggerProviderLike,
  type MetricSpec,
} from '@plimsoll/kernel';
import { logsSdk, metricsSdk } from '@plimsoll/kernel/test/sdk';
import { MemoryLeakInstrumentation } from '@plimsoll/memory-leak-detector';
import { ResourceInstrumentation } from '@plimsoll/otel-resources';
import { PoolInstrumentation } from '@plimsoll/pool-instrumentation';
import { createPool } from 'generic-pool';
import { describe, expect, test } from 'vitest';
import { SLICES } from '../catalogue.ts';
import { fullCollection } from './full-collection.ts';

interface Instrumentation extends Disposable {
  enable(): void;
  disable(): void;
  setMeterProvider(provider: never): void;
  setLoggerProvider(provider: LoggerProviderLike): void;
}

interface Subject {
  readonly make: (clock: FakeClock) => Instrumentation;
  /** Does what it reports; undone by the answer. */
  readonly stimulate: (clock: FakeClock) => Promise<() => Promise<void>>;
  /** Some of what it must then report. */
  readonly metrics: readonly string[];
  /** Whether what was read of it ends at zero for its readers, in place of their last value. */
  readonly endsAtZero?: true;
}

const SUBJECTS: Readonly<Record<string, Subject>> = {
  '@plimsoll/otel-resources': {
    make: (clock) => new ResourceInstrumentation({}, { clock }),
    async stimulate(clock) {
      clock.advance(2);
      return async () => {};
    },
    metrics: ['process.cpu.time', 'process.memory.usage', 'nodejs.eventloop.utilization'],
  },
  '@plimsoll/pool-instrumentation': {
    make: () => new PoolInstrumentation(),
    async stimulate() {
      const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 2 });
      await pool.release(await pool.acquire());
      const held = await pool.acquire();
      return async () => {
        await pool.release(held);
        await pool.drain();
        await pool.clear();
      };
    },
    metrics: ['db.client.connection.count', 'db.client.connection.wait_time'],
    endsAtZero: true,
  },
  '@plimsoll/memory-leak-detector': {
    make: (clock) => new MemoryLeakInstrumentation({}, { clock }),
    async stimulate() {
      await fullCollection();
      return async () => {};
    },
    metrics: ['plimsoll.memory.used_after_gc', 'plimsoll.memory.leak.status'],
  },
};

/** What a metric still tells but zeros and that a pool is closed. */
function livingOf({ dataPoints }: MetricData): readonly unknown[] {
  return dataPoints.filter(
    ({ attributes, value }) => value !== 0 && attributes['plimsoll.pool.state'] !== 'closed',
  );
}

/** `observableUpDownCounter` -> what its points must be. */
function shapeOf({ instrument }: MetricSpec): [DataPointType, boolean | undefined] {
  if (instrument === 'histogram') return [DataPointType.HISTOGRAM, undefined];
  if (/gauge$/i.test(instrument)) return [DataPointType.GAUGE, undefined];
  return [DataPointType.SUM, !/upDownCounter$/i.test(instrument)];
}

function expectDeclared(metric: MetricData, declared: ReadonlyMap<string, MetricSpec>): void {
  const { descriptor, dataPointType, dataPoints } = metric;
  const spec = declared.get(descriptor.name);
  if (!spec) throw new Error(`${descriptor.name} is not in the catalogue`);
  expect({ unit: descriptor.unit, description: descriptor.description }).toEqual({
    unit: spec.unit,
    description: spec.description,
  });
  const monotonic = dataPointType === DataPointType.SUM ? metric.isMonotonic : undefined;
  expect([dataPointType, monotonic], descriptor.name).toEqual(shapeOf(spec));
  for (const { attributes, value } of dataPoints) {
    expect(spec.attributes ?? [], descriptor.name).toEqual(
      expect.arrayContaining(Object.keys(attributes)),
    );
    const numbers = typeof value === 'number' ? [value] : [value.count, value.sum];
    expect(numbers.every(Number.isFinite), descriptor.name).toBe(true);
  }
}

const OBSERVABLES = [
  'createObservableCounter',
  'createObservableGauge',
  'createObservableUpDownCounter',
] as const;

/** An SDK that knows which callbacks stand in it. */
function countingSdk() {
  const sdk = metricsSdk();
  const callbacks: unknown[] = [];
  const meters = new Map<string, Meter>();
  const counting = (meter: Meter): Meter => {
    for (const kind of OBSERVABLES) {
      const create = meter[kind].bind(meter);
      meter[kind] = (...args) => {
        const made: Observable = create(...args);
        const { addCallback, removeCallback } = made;
        made.addCallback = (callback) => {
          callbacks.push(callback);
          addCallback.call(made, callback);
        };
        made.removeCallback = (callback) => {
          callbacks.splice(callbacks.indexOf(callback), 1);
          removeCallback.call(made, callback);
        };
        return made;
      };
    }
    return meter;
  };
  const provider: MeterProvider = {
    getMeter(name) {
      const meter = meters.get(name) ?? counting(sdk.provider.getMeter(name));
      meters.set(name, meter);
      return meter;
    },
  };
  return { sdk, provider, callbacks };
}

/** Without what is being read in the background, which ends by itself. */
const resourcesInUse = (): string[] =>
  process
    .getActiveResourcesInfo()
    .filter((name) => !name.startsWith('FSReq'))
    .sort();

describe.each(Object.entries(SUBJECTS))('%s', (name, { make, stimulate, metrics, endsAtZero }) => {
  const slice = SLICES[name];
  const declared = new Map(
    Object.values(slice?.METRICS ?? {}).map((spec): [string, MetricSpec] => [spec.name, spec]),
  );

  test('emits what the catalogue declares, and is idle and silent or at zero once disposed', async () => {
    const sdk = metricsSdk();
    const { provider } = logsSdk();
    const before = resourcesInUse();
    const clock = fakeClock();
    const instrumentation = make(clock);
    instrumentation.setMeterProvider(sdk.provider as never);
    instrumentation.setLoggerProvider(provider);
    const undo = await stimulate(clock);

    const scopes = await sdk.collect();
    expect(scopes.map(({ scope }) => scope.name)).toEqual([name]);
    const collected = scopes.flatMap((scope) => scope.metrics);
    for (const metric of collected) expectDeclared(metric, declared);
    const reported = collected.filter(({ dataPoints }) => dataPoints.length > 0);
    expect(reported.map(({ descriptor }) => descriptor.name)).toEqual(
      expect.arrayContaining([...metrics]),
    );

    await undo();
    instrumentation[Symbol.dispose]();
    instrumentation[Symbol.dispose]();
    await sdk.collect();
    const after = (await sdk.collect()).flatMap((scope) => scope.metrics);
    expect(after.flatMap(endsAtZero ? livingOf : ({ dataPoints }) => [...dataPoints])).toEqual([]);
    expect(resourcesInUse()).toEqual(before);
    expect(clock.timers).toBe(0);
  });

  test('leaves no callback behind, however often it is turned off and on and moved', async () => {
    const [first, second] = [countingSdk(), countingSdk()];
    const clock = fakeClock();
    const instrumentation = make(clock);
    instrumentation.setMeterProvider(first.provider as never);
    const undo = await stimulate(clock);
    const standing = first.callbacks.length;
    expect(standing).toBeGreaterThan(0);
    for (let times = 0; times < 20; times++) {
      instrumentation.disable();
      expect(first.callbacks).toHaveLength(0);
      instrumentation.enable();
    }
    expect(first.callbacks).toHaveLength(standing);
    instrumentation.setMeterProvider(second.provider as never);
    expect([first.callbacks.length, second.callbacks.length]).toEqual([0, standing]);
    await undo();
    instrumentation[Symbol.dispose]();
    expect(second.callbacks).toHaveLength(0);
  });

  test('outlives an SDK that is shut down twice, and reports to the next', async () => {
    const [first, second] = [metricsSdk(), metricsSdk()];
    const clock = fakeClock();
    const instrumentation = make(clock);
    instrumentation.setMeterProvider(first.provider as never);
    await first.provider.shutdown();
    await first.provider.shutdown();
    const undo = await stimulate(clock);
    instrumentation.setMeterProvider(second.provider as never);
    await (await stimulate(clock))();
    const reported = (await second.collect()).flatMap((scope) => scope.metrics);
    expect(reported.map(({ descriptor }) => descriptor.name)).toEqual(
      expect.arrayContaining([...metrics]),
    );
    await undo();
    instrumentation[Symbol.dispose]();
  });

  test('handles no signal, exception or exit, and leaves no listener on the process', () => {
    const listeners = (): Map<string | symbol, number> =>
      new Map(process.eventNames().map((event) => [event, process.listenerCount(event)]));
    const handlers = (): [string | symbol, number][] =>
      [...listeners()].filter(([event]) => /^SIG|exit|exception|rejection/i.test(String(event)));
    const [before, handled] = [listeners(), handlers()];
    const instrumentation = make(fakeClock());
    expect(handlers()).toEqual(handled);
    instrumentation[Symbol.dispose]();
    expect(listeners()).toEqual(before);
  });
});

test('every package of the catalogue is held to it', () => {
  // `plimsoll` has none of its own: it composes these, and its HTTP metrics come from instrumentation-http.
  expect([...Object.keys(SUBJECTS), 'plimsoll'].sort()).toEqual(Object.keys(SLICES).sort());
});

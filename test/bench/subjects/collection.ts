import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { HostMetrics } from '@opentelemetry/host-metrics';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import type { Clock } from '@plimsoll/kernel';
import { ResourceInstrumentation } from '@plimsoll/otel-resources';
import { childrenCpuNanoseconds, ownCpuNanoseconds } from '../cpu.ts';
import { expectMetrics, startSdk } from '../sdk.ts';
import type { Subject } from '../subject.ts';

interface Pace {
  /** Collections that are made at once before, to warm the code up. */
  readonly warmUp: number;
  readonly collections: number;
  /** Between two collections, in milliseconds: caches cool, and delays gather that can be reported. */
  readonly gapMillis: number;
}

const BRISK: Pace = { warmUp: 300, collections: 30, gapMillis: 100 };

/** systeminformation, below host-metrics, answers from memory for half a second. */
const BEYOND_CACHE: Pace = { warmUp: 300, collections: 8, gapMillis: 520 };

/** CPU time of one collection in milliseconds: the median of what it takes itself and the mean of what its children take. */
async function cpuPerCollection(collect: () => Promise<unknown>, pace: Pace): Promise<number> {
  for (let left = pace.warmUp; left > 0; left--) await collect();
  const own: number[] = [];
  const childrenBefore = childrenCpuNanoseconds();
  for (let left = pace.collections; left > 0; left--) {
    await wait(pace.gapMillis);
    const before = ownCpuNanoseconds();
    await collect();
    own.push(ownCpuNanoseconds() - before);
  }
  const children = (childrenCpuNanoseconds() - childrenBefore) / pace.collections;
  own.sort((a, b) => a - b);
  return ((own[own.length >> 1] as number) + children) / 1e6;
}

/** A clock whose ticks are given by hand, so that no sample is taken outside of a collection. */
function handClock(): Clock & { tick(): void } {
  const actions = new Set<() => void>();
  return {
    now: () => performance.now() / 1000,
    epochMillis: () => Date.now(),
    every(_seconds, action) {
      actions.add(action);
      return { [Symbol.dispose]: () => void actions.delete(action) };
    },
    tick() {
      for (const action of actions) action();
    },
  };
}

/** One sample of our clock and one collect, of the sensors in `kept` or of all. */
function ours(wanted: readonly string[], pace: Pace, kept?: readonly string[]): Subject {
  return async () => {
    const clock = handClock();
    const { probes } = new ResourceInstrumentation({ enabled: false }).read();
    const names = Object.keys(probes) as (keyof typeof probes)[];
    const disabledSensors = kept ? names.filter((name) => !kept.includes(name)) : [];
    const instrumentation = new ResourceInstrumentation({ disabledSensors }, { clock });
    const { provider, collect } = startSdk();
    instrumentation.setMeterProvider(provider);
    const value = await cpuPerCollection(async () => {
      clock.tick();
      await collect();
    }, pace);
    expectMetrics(await collect(), wanted);
    instrumentation.disable();
    return { value };
  };
}

const HOST_SIGNALS = [
  'system.cpu.time',
  'system.cpu.utilization',
  'system.memory.usage',
  'system.memory.utilization',
  'system.network.io',
  'process.cpu.time',
  'process.cpu.utilization',
  'process.memory.usage',
];

const RUNTIME_SIGNALS = [
  'nodejs.eventloop.delay.p99',
  'nodejs.eventloop.utilization',
  'nodejs.eventloop.time',
  'v8js.gc.duration',
  'v8js.memory.heap.used',
];

const hostMetrics: Subject = async () => {
  const { provider, collect } = startSdk();
  new HostMetrics({ meterProvider: provider }).start();
  const value = await cpuPerCollection(collect, BEYOND_CACHE);
  expectMetrics(await collect(), HOST_SIGNALS);
  return { value };
};

const runtimeNode: Subject = async () => {
  const { provider, collect } = startSdk();
  const instrumentation = new RuntimeNodeInstrumentation();
  instrumentation.setMeterProvider(provider);
  const value = await cpuPerCollection(collect, BRISK);
  await wait(BRISK.gapMillis);
  expectMetrics(await collect(), RUNTIME_SIGNALS);
  instrumentation.disable();
  return { value };
};

export const subjects: Readonly<Record<string, Subject>> = {
  'collection.default': ours([...HOST_SIGNALS, ...RUNTIME_SIGNALS], BRISK),
  'collection.like-host-metrics': ours(HOST_SIGNALS, BEYOND_CACHE, [
    'cpu',
    'memory',
    'network',
    'process',
  ]),
  'collection.host-metrics': hostMetrics,
  'collection.like-runtime-node': ours(RUNTIME_SIGNALS, BRISK, ['event_loop', 'heap', 'gc']),
  'collection.runtime-node': runtimeNode,
};

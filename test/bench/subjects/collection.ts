import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { HostMetrics } from '@opentelemetry/host-metrics';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import type { Clock } from '@plimsoll/kernel';
import { ResourceInstrumentation } from '@plimsoll/otel-resources';
import { childrenCpuNanoseconds, ownCpuNanoseconds } from '../cpu.ts';
import { cpuPerOperation } from '../measure.ts';
import { expectMetrics, startSdk } from '../sdk.ts';
import type { Subject } from '../subject.ts';

type Collect = () => Promise<unknown>;

/** CPU time of one collection in milliseconds. */
type Pace = (collect: Collect) => Promise<number>;

/** One after the other, with warm caches: what a budget in milliseconds is held against. */
const steady: Pace = async (collect) => {
  const nanoseconds = await cpuPerOperation(
    async (operations) => {
      for (let left = operations; left > 0; left--) {
        await collect();
        await turn();
      }
    },
    { operations: 50, cpuMillis: 1500 },
  );
  return nanoseconds / 1e6;
};

/**
 * With pauses, in which caches cool, as in life: the median of what a collection takes itself and the mean of what its
 * child processes take.
 */
function paused(pauseMillis: number, collections: number): Pace {
  return async (collect) => {
    for (let left = WARM_UP; left > 0; left--) await collect();
    const own: number[] = [];
    const childrenBefore = childrenCpuNanoseconds();
    for (let left = collections; left > 0; left--) {
      await wait(pauseMillis);
      const before = ownCpuNanoseconds();
      await collect();
      own.push(ownCpuNanoseconds() - before);
    }
    const children = (childrenCpuNanoseconds() - childrenBefore) / collections;
    own.sort((a, b) => a - b);
    return ((own[own.length >> 1] as number) + children) / 1e6;
  };
}

const WARM_UP = 300;

/** runtime-node reports the delay of the event loop only where it was measured five times, each 10 ms. */
const likeRuntimeNode: Pace = paused(100, 30);

/** systeminformation, below host-metrics, answers from memory for half a second. */
const likeHostMetrics: Pace = paused(520, 8);

/**
 * A clock whose ticks are given by hand, a second each, so that no sample is taken outside of a collection and what is read
 * every few samples is read as often as in life.
 */
function handClock(): Clock & { tick(): void } {
  const actions = new Set<() => void>();
  let seconds = 0;
  return {
    now: () => seconds,
    epochMillis: () => Date.now(),
    every(_seconds, action) {
      actions.add(action);
      return { [Symbol.dispose]: () => void actions.delete(action) };
    },
    tick() {
      seconds += 1;
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
    const value = await pace(async () => {
      clock.tick();
      await collect();
    });
    clock.tick();
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
  const value = await likeHostMetrics(collect);
  expectMetrics(await collect(), HOST_SIGNALS);
  return { value };
};

const runtimeNode: Subject = async () => {
  const { provider, collect } = startSdk();
  const instrumentation = new RuntimeNodeInstrumentation();
  instrumentation.setMeterProvider(provider);
  const value = await likeRuntimeNode(collect);
  await wait(100);
  expectMetrics(await collect(), RUNTIME_SIGNALS);
  instrumentation.disable();
  return { value };
};

export const subjects: Readonly<Record<string, Subject>> = {
  'collection.default': ours([...HOST_SIGNALS, ...RUNTIME_SIGNALS], steady),
  'collection.like-host-metrics': ours(HOST_SIGNALS, likeHostMetrics, [
    'cpu',
    'memory',
    'network',
    'process',
  ]),
  'collection.host-metrics': hostMetrics,
  'collection.like-runtime-node': ours(RUNTIME_SIGNALS, likeRuntimeNode, [
    'event_loop',
    'heap',
    'gc',
  ]),
  'collection.runtime-node': runtimeNode,
};

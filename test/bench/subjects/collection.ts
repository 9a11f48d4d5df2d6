import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { HostMetrics } from '@opentelemetry/host-metrics';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { ResourceInstrumentation, type ResourceOptions } from '@plimsoll/otel-resources';
import {
  handClock,
  likeHostMetrics,
  likeRuntimeNode,
  type Pace,
  stalls,
  steady,
} from '../paces.ts';
import { expectMetrics, startSdk } from '../sdk.ts';
import type { Subject } from '../subject.ts';

interface Ours {
  readonly wanted: readonly string[];
  readonly pace?: Pace;
  /** Sensors that run; those that run by default where there is none. */
  readonly kept?: readonly string[];
  /** Runs the sensors that are off by default, too. */
  readonly all?: boolean;
  /** Through the api and the SDK, for an SDK whose reader is not ours. */
  readonly byApi?: boolean;
  /** Prepares the process until the end. */
  readonly before?: () => Disposable;
}

/** One sample of our clock and one collect. */
function ours({ wanted, pace = steady, kept, all, byApi, before }: Ours): Subject {
  return async () => {
    using _held = before?.();
    const clock = handClock();
    const probes = defaultProbes();
    const names = Object.keys(probes) as (keyof typeof probes)[];
    const options = {
      disabledSensors: kept ? names.filter((name) => !kept.includes(name)) : [],
      enabledSensors: all ? names.filter((name) => probes[name] === 'disabled') : [],
    };
    const instrumentation = new ResourceInstrumentation(options as ResourceOptions, { clock });
    const { provider, collect } = startSdk(byApi ? [] : [instrumentation.metricProducer()]);
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

/** Which sensors run by default. */
function defaultProbes(): ReturnType<ResourceInstrumentation['read']>['probes'] {
  using instrumentation = new ResourceInstrumentation({}, { clock: handClock() });
  return instrumentation.read().probes;
}

const SAMPLES = 3000;

/** How long a sample of the default set holds up the event loop; `beyond` of them take longer. */
function stall(beyond: number): Subject {
  return async () => {
    const clock = handClock();
    using _instrumentation = new ResourceInstrumentation({}, { clock });
    const longest = await stalls(clock.tick, SAMPLES);
    return { value: longest[beyond] as number };
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

const DEFAULT_SIGNALS = [...HOST_SIGNALS, ...RUNTIME_SIGNALS];

/** The process and its runtime alone. */
const CORE = ['process', 'file_descriptors', 'cgroup', 'event_loop', 'gc'];

const likeOthers = {
  'host-metrics': {
    wanted: HOST_SIGNALS,
    pace: likeHostMetrics,
    kept: ['cpu', 'memory', 'network', 'process'],
  },
  'runtime-node': {
    wanted: RUNTIME_SIGNALS,
    pace: likeRuntimeNode,
    kept: ['event_loop', 'heap', 'gc'],
  },
};

const GIGABYTE = 2 ** 30;

/** Memory that is in use: what a fork copies the page tables of. */
function fillTwoGigabytes(): Disposable {
  const filled = [1, 2].map((filling) => Buffer.alloc(GIGABYTE, filling));
  return { [Symbol.dispose]: () => void filled.splice(0) };
}

function openTenThousand(): Disposable {
  const descriptors = Array.from({ length: 10_000 }, () => openSync(devNull, 'r'));
  return { [Symbol.dispose]: () => descriptors.forEach(closeSync) };
}

export const subjects: Readonly<Record<string, Subject>> = {
  'collection.core': ours({ wanted: ['process.cpu.time', 'nodejs.eventloop.time'], kept: CORE }),
  'collection.default': ours({ wanted: DEFAULT_SIGNALS }),
  'collection.default.api': ours({ wanted: DEFAULT_SIGNALS, byApi: true }),
  'collection.full': ours({ wanted: [...DEFAULT_SIGNALS, 'system.paging.faults'], all: true }),
  'collection.rss2g': ours({ wanted: DEFAULT_SIGNALS, before: fillTwoGigabytes }),
  'collection.fds10k': ours({ wanted: DEFAULT_SIGNALS, before: openTenThousand }),
  'collection.stall.p999': stall(SAMPLES / 1000),
  'collection.stall.max': stall(0),
  'collection.like-host-metrics': ours(likeOthers['host-metrics']),
  'collection.like-host-metrics.api': ours({ ...likeOthers['host-metrics'], byApi: true }),
  'collection.host-metrics': hostMetrics,
  'collection.like-runtime-node': ours(likeOthers['runtime-node']),
  'collection.like-runtime-node.api': ours({ ...likeOthers['runtime-node'], byApi: true }),
  'collection.runtime-node': runtimeNode,
};

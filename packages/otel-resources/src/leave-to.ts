/** Those whose metrics have names that ours have too. */
export const OTHERS = [
  'instrumentation-runtime-node',
  'host-metrics',
  'instrumentation-host-metrics',
  'hostmetricsreceiver',
] as const;

export type Other = (typeof OTHERS)[number];

const HOST_METRICS = [
  'process.cpu.time',
  'process.cpu.utilization',
  'process.memory.usage',
  'system.cpu.time',
  'system.cpu.utilization',
  'system.memory.usage',
  'system.memory.utilization',
  'system.network.errors',
  'system.network.io',
];

/**
 * What each of them reports under a name of ours: `@opentelemetry/instrumentation-runtime-node` 0.37,
 * `@opentelemetry/host-metrics` 0.39, `@opentelemetry/instrumentation-host-metrics` 0.7, and the scrapers of the
 * Collector's `hostmetrics` receiver 0.162 with what they report by default. Its `process` scraper is left out: it
 * tells of other processes too.
 */
export const LEFT_TO: Readonly<Record<Other, readonly string[]>> = {
  'instrumentation-runtime-node': [
    'nodejs.eventloop.delay.max',
    'nodejs.eventloop.delay.min',
    'nodejs.eventloop.delay.p50',
    'nodejs.eventloop.delay.p90',
    'nodejs.eventloop.delay.p99',
    'nodejs.eventloop.time',
    'nodejs.eventloop.utilization',
    'v8js.gc.duration',
    'v8js.memory.heap.space.physical_size',
    'v8js.memory.heap.space.size',
    'v8js.memory.heap.used',
    'v8js.resource.active',
  ],
  'host-metrics': HOST_METRICS,
  'instrumentation-host-metrics': [...HOST_METRICS, 'system.network.packet.dropped'],
  hostmetricsreceiver: [
    'system.cpu.logical.count',
    'system.cpu.time',
    'system.disk.io',
    'system.disk.io_time',
    'system.disk.merged',
    'system.disk.operation_time',
    'system.disk.operations',
    'system.filesystem.usage',
    'system.memory.usage',
    'system.network.errors',
    'system.network.io',
    'system.paging.faults',
    'system.paging.operations',
    'system.paging.usage',
  ],
};

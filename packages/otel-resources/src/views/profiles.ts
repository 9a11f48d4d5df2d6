/** How much is reported, from little to all. */
export const PROFILES = ['core', 'default', 'full'] as const;

export type Profile = (typeof PROFILES)[number];

/** Saturation, errors and limits of the process and its container: what an alert or an autoscaler looks at. */
const CORE = [
  'process.cpu.time',
  'process.cpu.utilization',
  'process.memory.usage',
  'process.unix.file_descriptor.count',
  'process.uptime',
  'plimsoll.process.file_descriptor.limit',
  'plimsoll.process.run_queue.time',
  'nodejs.eventloop.delay.max',
  'nodejs.eventloop.delay.p50',
  'nodejs.eventloop.delay.p99',
  'nodejs.eventloop.time',
  'nodejs.eventloop.utilization',
  'plimsoll.nodejs.thread_pool.delay',
  'plimsoll.memory.external.usage',
  'plimsoll.memory.heap.limit',
  'plimsoll.memory.heap.utilization',
  'container.memory.usage',
  'container.memory.working_set',
  'plimsoll.container.cpu.limit',
  'plimsoll.container.cpu.periods',
  'plimsoll.container.cpu.throttled.time',
  'plimsoll.container.memory.events',
  'plimsoll.container.memory.limit',
  'plimsoll.container.pressure.stall.time',
  'system.cpu.utilization',
  'system.memory.limit',
  'system.memory.usage',
  'plimsoll.render.frame.rate',
  'plimsoll.render.frames',
];

/** What explains those: where the time and the memory go, and how the network fares. */
const DEFAULT = [
  ...CORE,
  'container.cpu.time',
  'container.memory.available',
  'container.memory.rss',
  'hw.gpu.memory.utilization',
  'hw.gpu.utilization',
  'hw.network.bandwidth.utilization',
  'nodejs.eventloop.delay.p90',
  'plimsoll.container.thread.count',
  'plimsoll.container.thread.limit',
  'plimsoll.memory.array_buffer.usage',
  'plimsoll.nodejs.worker.count',
  'plimsoll.nodejs.worker.eventloop.utilization',
  'plimsoll.nodejs.worker.heap.usage',
  'plimsoll.process.thread.cpu.time',
  'plimsoll.render.frame.duration',
  'plimsoll.system.load_average.1m',
  'plimsoll.system.network.tcp.listen.drops',
  'plimsoll.system.network.tcp.resets',
  'plimsoll.system.network.tcp.retransmits',
  'plimsoll.system.network.tcp.segments',
  'plimsoll.system.pressure.stall.time',
  'process.context_switches',
  'process.network.io',
  'process.paging.faults',
  'process.thread.count',
  'system.cpu.logical.count',
  'system.cpu.time',
  'system.network.errors',
  'system.network.io',
  'system.network.packet.dropped',
  'v8js.gc.duration',
  'v8js.memory.heap.used',
];

/** The metrics of each profile but `full`, which has all: what is not named here is not in it. */
export const METRICS_OF: Readonly<Record<Exclude<Profile, 'full'>, ReadonlySet<string>>> = {
  core: new Set(CORE),
  default: new Set(DEFAULT),
};

/** Fewer buckets than those of the catalogue: with four types of collection each bucket is four series. */
const BUCKETS: Readonly<Record<string, readonly number[]>> = {
  'v8js.gc.duration': [0.001, 0.01, 0.1, 1],
};

/** Whether a profile reports the metric of this name. */
export function reports(profile: Profile, name: string): boolean {
  return profile === 'full' || METRICS_OF[profile].has(name);
}

/** The upper bounds of the buckets that a profile has for a histogram, `buckets` unless it has its own. */
export function bucketsOf(
  profile: Profile,
  name: string,
  buckets: readonly number[],
): readonly number[] {
  return profile === 'full' ? buckets : (BUCKETS[name] ?? buckets);
}

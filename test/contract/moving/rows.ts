/** One metric of theirs, and where to look for it with us. */
export interface Row {
  /** As they name it. */
  readonly theirs: string;
  /** Ours, by name in the catalogue; without any the one of the same name, if there is one. */
  readonly ours?: readonly string[];
  /** What differs, and why. */
  readonly differs: string;
}

const SUM = 'Ours are up-down counters, as the conventions say: they add up over processes';
const WINDOW =
  'Theirs is reset by whichever reader collects, so a stall during an export is never seen and two readers share one; ours reaches back at least a minute for each';
const RESOLUTION = 'Theirs contains the 10 ms of its timer: an idle process shows 10 ms, ours 0';

/** `@opentelemetry/host-metrics` and `@opentelemetry/instrumentation-host-metrics`. */
export const HOST_METRICS: readonly Row[] = [
  {
    theirs: 'system.cpu.time',
    differs:
      'Theirs is a series for each CPU (`system.cpu.logical_number`, `cpu.logical_number`), ours the sum of all: no metric of ours grows with the CPUs. Ours has `iowait` and `steal` too. The attribute is `cpu.mode`; host-metrics says `system.cpu.state`',
  },
  {
    theirs: 'system.cpu.utilization',
    differs:
      'The same attributes. Theirs is that of the time since any reader collected last, and NaN where two collect at once; ours that of the last sample interval, the same for every reader. Theirs has no unit, so nothing is appended to its name',
  },
  {
    theirs: 'system.memory.usage',
    differs: `The state is \`available\`, not \`free\`: the same number, the kernel's MemAvailable. ${SUM}. Theirs has no unit`,
  },
  {
    theirs: 'system.memory.utilization',
    differs: 'The state is `available`, not `free`. Theirs has no unit',
  },
  {
    theirs: 'system.network.dropped',
    ours: ['system.network.packet.dropped'],
    differs:
      'Renamed by the conventions; instrumentation-host-metrics has the new name. `network.interface.name`, not `system.device`. Ours tells every interface, theirs the default one',
  },
  {
    theirs: 'system.network.packet.dropped',
    differs: 'As above. Theirs falls to 0 where two collections are within half a second',
  },
  {
    theirs: 'system.network.errors',
    differs:
      '`network.interface.name`, not `system.device`; every interface. Theirs falls to 0 as above. It has no unit',
  },
  {
    theirs: 'system.network.io',
    differs:
      '`network.interface.name`, not `system.device`; every interface. Theirs starts 11 processes for each collection, ours none. It has no unit',
  },
  {
    theirs: 'process.cpu.time',
    differs: 'The same; the attribute is `cpu.mode`, host-metrics says `process.cpu.state`',
  },
  {
    theirs: 'process.cpu.utilization',
    differs:
      'Theirs is divided by the CPUs of the host, ours by those that the process may use: with a quota of half a CPU on 8, a busy process shows 0.06 there and 1 here. Alerts need a new threshold',
  },
  { theirs: 'process.memory.usage', differs: `${SUM}. Theirs has no unit` },
];

/** `@opentelemetry/instrumentation-runtime-node`. */
export const RUNTIME_NODE: readonly Row[] = [
  { theirs: 'nodejs.eventloop.delay.min', differs: RESOLUTION },
  { theirs: 'nodejs.eventloop.delay.max', differs: WINDOW },
  {
    theirs: 'nodejs.eventloop.delay.mean',
    ours: ['nodejs.eventloop.delay.p50'],
    differs: 'Left out: Node.js takes longer for it than for all percentiles together',
  },
  {
    theirs: 'nodejs.eventloop.delay.stddev',
    ours: ['nodejs.eventloop.delay.p99'],
    differs: 'Left out, for the same reason',
  },
  { theirs: 'nodejs.eventloop.delay.p50', differs: RESOLUTION },
  { theirs: 'nodejs.eventloop.delay.p90', differs: RESOLUTION },
  { theirs: 'nodejs.eventloop.delay.p99', differs: WINDOW },
  {
    theirs: 'nodejs.eventloop.utilization',
    differs:
      'Theirs is that of the time since any reader collected last, ours that of the last sample interval; `rate()` of `nodejs.eventloop.time` is that of any time',
  },
  { theirs: 'nodejs.eventloop.time', differs: 'The same' },
  {
    theirs: 'v8js.gc.duration',
    differs:
      'Buckets from 0.1 ms; theirs begin at 5 ms, which nearly every scavenge is below. So quantiles of both are not to be mixed',
  },
  {
    theirs: 'v8js.memory.heap.space.size',
    differs: 'The same, without the spaces that have never held anything',
  },
  {
    theirs: 'v8js.memory.heap.used',
    differs: `${SUM}; theirs is a gauge. Without the spaces that have never held anything`,
  },
  {
    theirs: 'v8js.memory.heap.space.available_size',
    ours: ['v8js.memory.heap.space.size', 'v8js.memory.heap.used'],
    differs:
      'Left out: nearly the size less what is used. For what is left of the heap take `plimsoll.memory.heap.utilization`',
  },
  {
    theirs: 'v8js.memory.heap.space.physical_size',
    differs: `${SUM}; theirs is a gauge. Without the spaces that have never held anything`,
  },
  {
    theirs: 'v8js.resource.active',
    differs: 'Active resources by `v8js.resource.type`',
  },
];

/** `collectDefaultMetrics()` of `prom-client`. */
export const PROM_CLIENT: readonly Row[] = [
  {
    theirs: 'process_cpu_user_seconds_total',
    ours: ['process.cpu.time'],
    differs: '`cpu_mode="user"`',
  },
  {
    theirs: 'process_cpu_system_seconds_total',
    ours: ['process.cpu.time'],
    differs: '`cpu_mode="system"`',
  },
  {
    theirs: 'process_cpu_seconds_total',
    ours: ['process.cpu.time'],
    differs: 'The sum over `cpu_mode`',
  },
  {
    theirs: 'process_start_time_seconds',
    ours: ['process.uptime'],
    differs: 'How long it runs, not since when: `time()` less the uptime',
  },
  { theirs: 'process_resident_memory_bytes', ours: ['process.memory.usage'], differs: 'The same' },
  { theirs: 'process_virtual_memory_bytes', ours: ['process.memory.virtual'], differs: 'The same' },
  {
    theirs: 'process_heap_bytes',
    ours: [],
    differs:
      'Left out: it is the size of the data segment (`VmData`), mostly address space that was reserved, and no heap of V8',
  },
  {
    theirs: 'process_open_fds',
    ours: ['process.unix.file_descriptor.count'],
    differs:
      'The same. Theirs reads the names of all: with 10,000 open files some milliseconds of the event loop; ours takes 1 µs',
  },
  {
    theirs: 'process_max_fds',
    ours: ['plimsoll.process.file_descriptor.limit'],
    differs: 'The same. Ours is absent where nothing limits',
  },
  {
    theirs: 'nodejs_eventloop_lag_seconds',
    ours: ['nodejs.eventloop.delay.p99'],
    differs:
      'Theirs is how long one `setImmediate` took during the scrape, and tells little; take a percentile',
  },
  {
    theirs: 'nodejs_eventloop_lag_min_seconds',
    ours: ['nodejs.eventloop.delay.min'],
    differs: RESOLUTION,
  },
  {
    theirs: 'nodejs_eventloop_lag_max_seconds',
    ours: ['nodejs.eventloop.delay.max'],
    differs: WINDOW,
  },
  {
    theirs: 'nodejs_eventloop_lag_mean_seconds',
    ours: ['nodejs.eventloop.delay.p50'],
    differs: 'Left out: Node.js takes longer for it than for all percentiles together',
  },
  {
    theirs: 'nodejs_eventloop_lag_stddev_seconds',
    ours: ['nodejs.eventloop.delay.p99'],
    differs: 'Left out, for the same reason',
  },
  {
    theirs: 'nodejs_eventloop_lag_p50_seconds',
    ours: ['nodejs.eventloop.delay.p50'],
    differs: RESOLUTION,
  },
  {
    theirs: 'nodejs_eventloop_lag_p90_seconds',
    ours: ['nodejs.eventloop.delay.p90'],
    differs: RESOLUTION,
  },
  {
    theirs: 'nodejs_eventloop_lag_p99_seconds',
    ours: ['nodejs.eventloop.delay.p99'],
    differs: WINDOW,
  },
  ...['nodejs_active_resources', 'nodejs_active_resources_total'].map((theirs) => ({
    theirs,
    ours: ['v8js.resource.active'],
    differs: 'By `v8js.resource.type`; the total is the sum',
  })),
  ...['handles', 'handles_total', 'requests', 'requests_total'].map((what) => ({
    theirs: `nodejs_active_${what}`,
    ours: [],
    differs: 'Left out: it comes from an interface of Node.js that is deprecated',
  })),
  {
    theirs: 'nodejs_heap_size_total_bytes',
    ours: ['v8js.memory.heap.space.size'],
    differs: 'The sum over `v8js_heap_space_name`',
  },
  {
    theirs: 'nodejs_heap_size_used_bytes',
    ours: ['v8js.memory.heap.used'],
    differs:
      'The sum over `v8js_heap_space_name`. Against the limit: `plimsoll.memory.heap.utilization`',
  },
  {
    theirs: 'nodejs_external_memory_bytes',
    ours: ['plimsoll.memory.external.usage'],
    differs: 'The same',
  },
  {
    theirs: 'nodejs_heap_space_size_total_bytes',
    ours: ['v8js.memory.heap.space.size'],
    differs: '`v8js_heap_space_name="old_space"` for `space="old"`',
  },
  {
    theirs: 'nodejs_heap_space_size_used_bytes',
    ours: ['v8js.memory.heap.used'],
    differs: '`v8js_heap_space_name="old_space"` for `space="old"`',
  },
  {
    theirs: 'nodejs_heap_space_size_available_bytes',
    ours: ['v8js.memory.heap.space.size', 'v8js.memory.heap.used'],
    differs: 'Left out: nearly the size less what is used',
  },
  {
    theirs: 'nodejs_version_info',
    ours: [],
    differs: 'The resource has it: `process_runtime_version` of `target_info`',
  },
  {
    theirs: 'nodejs_gc_duration_seconds',
    ours: ['v8js.gc.duration'],
    differs: '`v8js_gc_type` for `kind`. Buckets from 0.1 ms; theirs begin at 1 ms',
  },
];

import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { CgroupMemory, CgroupSample } from '../read/cgroup/index.ts';
import { MEMORY_EVENTS } from '../read/cgroup/memory.ts';
import { rising } from '../read/rising.ts';
import type { ResourceSensor } from '../sensor.ts';
import { watchCgroupIo } from './cgroup-io.ts';
import { series } from './series.ts';

const THROTTLED = [true, false].map((throttled) => ({
  'plimsoll.container.cpu.period.throttled': throttled,
}));
const MODES = ['user', 'system'].map((mode) => ({ 'cpu.mode': mode }));
const FAULTS = ['major', 'minor'].map((type) => ({ 'system.paging.fault.type': type }));
const EVENTS = MEMORY_EVENTS.map((type) => ({ 'plimsoll.container.memory.event.type': type }));

/** The cgroup of this process: its limits, the lowest of all ancestors, and what they leave and cost. */
export const cgroup: ResourceSensor = ({ meter, sampler, faults, clock }, settings) => {
  const first = settings.cgroup(clock.now());
  for (const cause of settings.unreadable()) faults.report(`cgroup: cannot read ${cause}`);
  if (!first || Object.keys(first).length === 0) {
    faults.absent('no cgroup but the root of the machine');
    return nothing;
  }
  return begin((cleanup) => {
    const made = instruments(meter, {
      time: METRICS.containerCpuTime,
      throttledTime: METRICS.containerCpuThrottledTime,
      periods: METRICS.containerCpuPeriods,
      cpuLimit: METRICS.containerCpuLimit,
      usage: METRICS.containerMemoryUsage,
      workingSet: METRICS.containerMemoryWorkingSet,
      available: METRICS.containerMemoryAvailable,
      rss: METRICS.containerMemoryRss,
      faults: METRICS.containerPagingFaults,
      memoryLimit: METRICS.containerMemoryLimit,
      events: METRICS.containerMemoryEvents,
      tasks: METRICS.containerThreadCount,
      taskLimit: METRICS.containerThreadLimit,
    });
    const time = series(cleanup, made.time, MODES);
    const throttledTime = series(cleanup, made.throttledTime);
    const periods = series(cleanup, made.periods, THROTTLED);
    const cpuLimit = series(cleanup, made.cpuLimit);
    const usage = series(cleanup, made.usage);
    const workingSet = series(cleanup, made.workingSet);
    const available = series(cleanup, made.available);
    const rss = series(cleanup, made.rss);
    const pageFaults = series(cleanup, made.faults, FAULTS);
    const memoryLimit = series(cleanup, made.memoryLimit);
    const events = series(cleanup, made.events, EVENTS);
    const tasks = series(cleanup, made.tasks);
    const taskLimit = series(cleanup, made.taskLimit);
    const takeIo = watchCgroupIo(cleanup, meter, settings.roots);
    const count = counters();
    let last: { readonly periods: number; readonly throttled: number } | undefined;

    const takeCpu = (cpu: NonNullable<CgroupSample['cpu']>): number | undefined => {
      const { level } = cpu;
      time.set(0, count('user', cpu.userSeconds, level));
      time.set(1, count('system', cpu.systemSeconds, level));
      throttledTime.set(0, count('throttled time', cpu.throttledSeconds, level));
      cpuLimit.set(0, cpu.limitCores);
      const throttled = count('throttled', cpu.throttledPeriods, level);
      const free =
        cpu.periods === undefined || cpu.throttledPeriods === undefined
          ? undefined
          : Math.max(0, cpu.periods - cpu.throttledPeriods);
      const unthrottled = count('unthrottled', free, level);
      periods.set(0, throttled);
      periods.set(1, unthrottled);
      if (throttled === undefined || unthrottled === undefined) return undefined;
      const now = { periods: throttled + unthrottled, throttled };
      const passed = last ? now.periods - last.periods : 0;
      const ratio = last && passed > 0 ? (now.throttled - last.throttled) / passed : 0;
      last = now;
      return ratio;
    };

    const takeMemory = (memory: CgroupMemory): void => {
      usage.set(0, memory.usageBytes);
      workingSet.set(0, memory.workingSetBytes);
      memoryLimit.set(0, memory.limitBytes);
      rss.set(0, memory.anonymousBytes);
      if (memory.limitBytes !== undefined && memory.workingSetBytes !== undefined)
        available.set(0, Math.max(0, memory.limitBytes - memory.workingSetBytes));
      pageFaults.set(0, count('major', memory.majorFaults, memory.level));
      pageFaults.set(1, count('minor', memory.minorFaults, memory.level));
      for (let index = 0; index < MEMORY_EVENTS.length; index++) {
        const event = MEMORY_EVENTS[index] as (typeof MEMORY_EVENTS)[number];
        events.set(index, count(event, memory.events?.[event], memory.level));
      }
    };

    const take = (now: number): void => {
      const sample = settings.cgroup(now);
      if (!sample) throw new Error('the cgroup is gone');
      const throttledRatio = sample.cpu && takeCpu(sample.cpu);
      if (sample.memory) takeMemory(sample.memory);
      if (sample.io) takeIo(sample.io);
      tasks.set(0, sample.tasks?.count);
      taskLimit.set(0, sample.tasks?.limit);
      settings.readings.container = {
        ...defined('cpuLimitCores', sample.cpu?.limitCores),
        ...defined('throttledRatio', throttledRatio),
        ...defined('memoryLimitBytes', sample.memory?.limitBytes),
        ...defined('memoryUsageBytes', sample.memory?.usageBytes),
        ...defined('workingSetBytes', sample.memory?.workingSetBytes),
      };
    };
    cleanup.use(sampler.add('cgroup', take));
  });
};

/** One counter that never falls under each name. */
function counters(): (
  name: string,
  value: number | undefined,
  level: string,
) => number | undefined {
  const known = new Map<string, ReturnType<typeof rising>>();
  return (name, value, level) => {
    if (value === undefined) return undefined;
    let counter = known.get(name);
    if (!counter) {
      counter = rising();
      known.set(name, counter);
    }
    return counter.push(value, level);
  };
}

function defined<K extends string>(key: K, value: number | undefined): { [P in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: number });
}

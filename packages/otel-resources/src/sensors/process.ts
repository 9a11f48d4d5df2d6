import { availableParallelism, getPriority } from 'node:os';
import process from 'node:process';
import { begin, instruments } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { openFiles } from '../read/file.ts';
import { rising } from '../read/rising.ts';
import type { ResourceSensor } from '../sensor.ts';
import { watchStatus } from './process-status.ts';
import { seldom } from './seldom.ts';
import { series } from './series.ts';
import { watchThreads } from './threads.ts';

const MODES = ['user', 'system'].map((mode) => ({ 'cpu.mode': mode }));
const SWITCHES = ['voluntary', 'involuntary'].map((type) => ({
  'process.context_switch.type': type,
}));
const FAULTS = ['major', 'minor'].map((type) => ({ 'system.paging.fault.type': type }));

/** Reading every thread costs more than all else of the process. */
const THREADS_SECONDS = 5;
/** In no sample with what else is read every 5 seconds. */
const SOONER_SECONDS = 1;

/** CPU, memory, context switches, page faults, threads, priority and uptime of this process. */
export const ownProcess: ResourceSensor = (
  { meter, sampler },
  { roots, portable, cgroup, readings },
) =>
  begin((cleanup) => {
    const files = cleanup.use(openFiles());
    const readStatus = watchStatus(files, roots);
    const made = instruments(meter, {
      time: METRICS.processCpuTime,
      utilization: METRICS.processCpuUtilization,
      resident: METRICS.processMemoryUsage,
      virtual: METRICS.processMemoryVirtual,
      switches: METRICS.processContextSwitches,
      faults: METRICS.processPagingFaults,
      threads: METRICS.processThreadCount,
      priority: METRICS.processPriority,
      uptime: METRICS.processUptime,
    });
    const time = series(cleanup, made.time, MODES);
    const utilization = series(cleanup, made.utilization, MODES);
    const resident = series(cleanup, made.resident);
    const virtual = series(cleanup, made.virtual);
    const switches = series(cleanup, made.switches, SWITCHES);
    const faults = series(cleanup, made.faults, FAULTS);
    const threads = series(cleanup, made.threads);
    const niceness = series(cleanup, made.priority);
    const uptime = series(cleanup, made.uptime);
    const roles = watchThreads(cleanup, meter, roots);
    const [user, system] = [rising(), rising()];
    let last: { readonly now: number; readonly user: number; readonly system: number } | undefined;

    const readRoles = (now: number): void => {
      const told = roles(now);
      if (told) readings.threads = told;
    };
    const takeRoles = seldom(THREADS_SECONDS, readRoles, SOONER_SECONDS);

    const take = (now: number): void => {
      const usage = process.resourceUsage();
      const status = readStatus?.(now);
      const cpu = {
        now,
        user: user.push(usage.userCPUTime / 1e6),
        system: system.push(usage.systemCPUTime / 1e6),
      };
      time.set(0, cpu.user);
      time.set(1, cpu.system);

      const allowed = status?.allowedCpus ?? availableParallelism();
      const cpuLimitCores = Math.min(allowed, cgroup(now)?.cpu?.limitCores ?? allowed);
      const elapsed = last ? now - last.now : 0;
      let cpuCores: number | undefined;
      if (last && elapsed > 0) {
        const [userCores, systemCores] = [
          (cpu.user - last.user) / elapsed,
          (cpu.system - last.system) / elapsed,
        ];
        utilization.set(0, userCores / cpuLimitCores);
        utilization.set(1, systemCores / cpuLimitCores);
        cpuCores = userCores + systemCores;
      }
      last = cpu;

      const residentBytes = status?.residentBytes ?? process.memoryUsage.rss();
      const uptimeSeconds = process.uptime();
      resident.set(0, residentBytes);
      virtual.set(0, status?.virtualBytes);
      threads.set(0, status?.threads);
      const priority = priorityOf();
      niceness.set(0, priority);
      uptime.set(0, uptimeSeconds);
      // Windows counts no switches, and page faults of all kinds in one: Node.js gives zeros, and all as major.
      if (portable?.platform !== 'win32') {
        switches.set(0, usage.voluntaryContextSwitches);
        switches.set(1, usage.involuntaryContextSwitches);
        faults.set(0, usage.majorPageFault);
        faults.set(1, usage.minorPageFault);
      }
      readings.process = {
        cpuLimitCores,
        ...(cpuCores !== undefined && { cpuCores, cpuUtilization: cpuCores / cpuLimitCores }),
        residentBytes,
        ...(status?.virtualBytes !== undefined && { virtualBytes: status.virtualBytes }),
        ...(status?.threads !== undefined && { threads: status.threads }),
        ...(priority !== undefined && { priority }),
        uptimeSeconds,
      };
      takeRoles(now);
    };
    cleanup.use(sampler.add('process', take));
  });

/** A sandbox can forbid to ask. */
function priorityOf(): number | undefined {
  try {
    return getPriority();
  } catch {
    return undefined;
  }
}

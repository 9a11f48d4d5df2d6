import { join } from 'node:path';
import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { openFiles } from '../read/file.ts';
import { type LoadAverage, parseLoadAverage } from '../read/load-average.ts';
import { osCpuTimes, osLoadAverage } from '../read/os-cpu.ts';
import { rising } from '../read/rising.ts';
import { type CpuTimes, parseStat } from '../read/stat.ts';
import type { ResourceSensor } from '../sensor.ts';
import { lacks, required } from './required.ts';
import { seldom } from './seldom.ts';
import { series } from './series.ts';

/** Node.js also asks for the model of every CPU. */
const PORTABLE_SECONDS = 5;

const MODES = ['user', 'system', 'nice', 'idle', 'iowait', 'interrupt', 'steal'] as const;
const UNUSED = new Set<string>(['idle', 'iowait']);

/** The kernel takes it anew as often. */
const LOAD_SECONDS = 5;

/** CPU of the host: time and share of each mode, load average, number of CPUs. */
export const cpu: ResourceSensor = ({ meter, sampler, faults }, { roots, portable, readings }) => {
  const files = openFiles();
  const stat = files.keep(join(roots.proc, 'stat'));
  const load = files.keep(join(roots.proc, 'loadavg'));
  if (!portable && lacks(stat, faults)) return nothing;
  const readTimes = (): CpuTimes => {
    const times = portable ? osCpuTimes(portable) : required(stat, parseStat);
    if (!times) throw new Error('the system tells no CPU times');
    return times;
  };
  const readLoad = (): LoadAverage | undefined =>
    portable ? osLoadAverage(portable) : parseLoadAverage(load.read() ?? '');
  return begin((cleanup) => {
    cleanup.use(files);
    const made = instruments(meter, {
      time: METRICS.systemCpuTime,
      utilization: METRICS.systemCpuUtilization,
      count: METRICS.systemCpuLogicalCount,
      load1: METRICS.systemLoadAverage1m,
      load5: METRICS.systemLoadAverage5m,
      load15: METRICS.systemLoadAverage15m,
    });
    const modes = MODES.map((mode) => ({ 'cpu.mode': mode }));
    const time = series(cleanup, made.time, modes);
    const utilization = series(cleanup, made.utilization, modes);
    const count = series(cleanup, made.count);
    const loads = [made.load1, made.load5, made.load15].map((each) => series(cleanup, each));
    const counters = MODES.map(rising);
    let last: readonly (number | undefined)[] | undefined;

    const takeLoad = seldom(LOAD_SECONDS, () => {
      const average = readLoad();
      for (const [index, key] of (['one', 'five', 'fifteen'] as const).entries())
        loads[index]?.set(0, average?.[key]);
    });

    const take = (now: number): void => {
      const times = readTimes();
      const totals: (number | undefined)[] = [];
      let elapsed = 0;
      for (let index = 0; index < MODES.length; index++) {
        const seconds = times[MODES[index] as (typeof MODES)[number]];
        const total = seconds === undefined ? undefined : counters[index]?.push(seconds);
        totals.push(total);
        time.set(index, total);
        if (last) elapsed += (total ?? 0) - (last[index] ?? 0);
      }
      let busy = 0;
      for (let index = 0; index < MODES.length && elapsed > 0; index++) {
        const total = totals[index];
        if (total === undefined) continue;
        const share = (total - (last?.[index] ?? 0)) / elapsed;
        utilization.set(index, share);
        if (!UNUSED.has(MODES[index] as string)) busy += share;
      }
      last = totals;
      count.set(0, times.logicalCount);
      takeLoad(now);
      readings.host = {
        logicalCpus: times.logicalCount,
        ...(elapsed > 0 && { cpuUtilization: busy }),
      };
    };
    cleanup.use(sampler.add('cpu', portable ? seldom(PORTABLE_SECONDS, take) : take));
  });
};

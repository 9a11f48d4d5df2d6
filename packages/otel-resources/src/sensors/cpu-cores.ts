import { join } from 'node:path';
import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { type CoreTimes, parseCores } from '../read/cores.ts';
import { openFiles } from '../read/file.ts';
import { createFrequencyReader } from '../read/frequency.ts';
import type { ResourceSensor } from '../sensor.ts';
import { lacks, required } from './required.ts';
import { seldom } from './seldom.ts';
import { series } from './series.ts';

/** So many logical CPUs are told, those of the lowest numbers. */
const MOST_TOLD = 64;
/** A driver may have to wake the CPU for an answer. */
const FREQUENCY_SECONDS = 30;

/** How busy each logical CPU of the host is, and at which frequency it runs where the kernel tells. */
export const cpuCores: ResourceSensor = ({ meter, sampler, faults, clock }, { roots }) => {
  const files = openFiles();
  const stat = files.keep(join(roots.proc, 'stat'));
  if (lacks(stat, faults)) return nothing;
  return begin((cleanup) => {
    cleanup.use(files);
    const made = instruments(meter, {
      utilization: METRICS.systemCpuCoreUtilization,
      frequency: METRICS.systemCpuFrequency,
    });
    const utilization = series(cleanup, made.utilization, []);
    const frequency = series(cleanup, made.frequency, []);
    const reader = createFrequencyReader(roots, () => clock.now());
    const indexes = new Map<number, number>();
    let last = new Map<number, CoreTimes>();

    const indexOf = (number: number): number => {
      const known = indexes.get(number);
      if (known !== undefined) return known;
      const attributes = { 'cpu.logical_number': number };
      frequency.add(attributes);
      const index = utilization.add(attributes);
      indexes.set(number, index);
      return index;
    };

    const askFrequency = seldom(FREQUENCY_SECONDS, () =>
      reader.ask([...indexes.keys()], (core, hertz) => frequency.set(indexOf(core), hertz)),
    );
    const take = (now: number): void => {
      const cores = required(stat, (text) => parseCores(text, MOST_TOLD));
      const online = new Map(cores.map((core) => [core.number, core]));
      for (const core of cores) if (indexes.size < MOST_TOLD) indexOf(core.number);
      for (const [number, index] of indexes)
        utilization.set(index, share(last.get(number), online.get(number)));
      last = online;
      askFrequency(now);
    };
    cleanup.use(sampler.add('cpu cores', take));
  });
};

/** One that is offline does nothing; one that came back begins anew. */
function share(before: CoreTimes | undefined, now: CoreTimes | undefined): number | undefined {
  if (!now) return 0;
  if (!before) return undefined;
  const busy = Math.max(0, now.busy - before.busy);
  const elapsed = busy + Math.max(0, now.unused - before.unused);
  return elapsed > 0 ? busy / elapsed : undefined;
}

import { join } from 'node:path';
import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { openFiles } from '../read/file.ts';
import { parseMeminfo } from '../read/meminfo.ts';
import { rising } from '../read/rising.ts';
import { parseVmstat } from '../read/vmstat.ts';
import type { ResourceSensor } from '../sensor.ts';
import { lacks, required } from './required.ts';
import { seldom } from './seldom.ts';
import { series } from './series.ts';

/** The kernel sums this table over all CPUs, which costs four times a usual file. */
const PAGING_SECONDS = 5;

/** Page faults and swapping of the host. */
export const paging: ResourceSensor = ({ meter, sampler, faults }, { roots }) => {
  const files = openFiles();
  const vmstat = files.keep(join(roots.proc, 'vmstat'));
  if (lacks(vmstat, faults)) return nothing;
  return begin((cleanup) => {
    cleanup.use(files);
    const meminfo = files.keep(join(roots.proc, 'meminfo'));
    const made = instruments(meter, {
      faults: METRICS.systemPagingFaults,
      operations: METRICS.systemPagingOperations,
      utilization: METRICS.systemPagingUtilization,
    });
    const type = 'system.paging.fault.type';
    const pageFaults = series(cleanup, made.faults, [{ [type]: 'major' }, { [type]: 'minor' }]);
    const operations = series(
      cleanup,
      made.operations,
      ['in', 'out'].map((direction) => ({ [type]: 'major', 'system.paging.direction': direction })),
    );
    const utilization = series(
      cleanup,
      made.utilization,
      ['used', 'free'].map((state) => ({ 'system.paging.state': state })),
    );
    const [major, minor, swappedIn, swappedOut] = [rising(), rising(), rising(), rising()];

    const take = (): void => {
      const now = required(vmstat, parseVmstat);
      pageFaults.set(0, major.push(now.majorFaults));
      pageFaults.set(1, minor.push(now.minorFaults));
      if (now.swappedIn !== undefined) operations.set(0, swappedIn.push(now.swappedIn));
      if (now.swappedOut !== undefined) operations.set(1, swappedOut.push(now.swappedOut));
      const memory = parseMeminfo(meminfo.read() ?? '');
      if (!memory || memory.swapTotal <= 0) return;
      const free = Math.min(1, memory.swapFree / memory.swapTotal);
      utilization.set(0, 1 - free);
      utilization.set(1, free);
    };
    cleanup.use(sampler.add('paging', seldom(PAGING_SECONDS, take)));
  });
};

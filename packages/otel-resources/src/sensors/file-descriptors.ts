import { join } from 'node:path';
import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { openFiles } from '../read/file.ts';
import { countOpenDescriptors } from '../read/open-descriptors.ts';
import { parseProcessLimits } from '../read/process-limits.ts';
import { parseProcessStatus } from '../read/process-status.ts';
import type { ResourceSensor } from '../sensor.ts';
import { seldom } from './seldom.ts';
import { series } from './series.ts';

/** `prlimit` can change the limit of a process that runs, and hardly ever does. */
const LIMIT_SECONDS = 60;

/** File descriptors of this process, and how many it may have. */
export const fileDescriptors: ResourceSensor = (
  { meter, sampler, faults },
  { roots, readings },
) => {
  const files = openFiles();
  const limits = files.keep(join(roots.proc, 'self/limits'));
  const status = files.keep(join(roots.proc, 'self/status'));
  const tableSize = (): number | undefined =>
    parseProcessStatus(status.read() ?? '')?.descriptorTableSize;
  if (countOpenDescriptors(roots, tableSize()) === undefined) {
    faults.absent('the number of open file descriptors is not to be had cheaply');
    files[Symbol.dispose]();
    return nothing;
  }
  return begin((cleanup) => {
    cleanup.use(files);
    const made = instruments(meter, {
      count: METRICS.fileDescriptorCount,
      limit: METRICS.fileDescriptorLimit,
    });
    const count = series(cleanup, made.count);
    const limit = series(cleanup, made.limit);
    let most: number | undefined;
    const takeLimit = seldom(LIMIT_SECONDS, () => {
      most = parseProcessLimits(limits.read() ?? '')?.openFiles;
      limit.set(0, most);
    });
    const take = (now: number): void => {
      const open = countOpenDescriptors(roots) ?? countOpenDescriptors(roots, tableSize());
      count.set(0, open);
      takeLimit(now);
      if (open !== undefined)
        readings.fileDescriptors = { open, ...(most !== undefined && { limit: most }) };
    };
    cleanup.use(sampler.add('file descriptors', take));
  });
};

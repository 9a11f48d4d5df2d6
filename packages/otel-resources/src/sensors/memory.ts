import { join } from 'node:path';
import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { openFiles } from '../read/file.ts';
import { parseMeminfo } from '../read/meminfo.ts';
import type { ResourceSensor } from '../sensor.ts';
import { lacks, required } from './required.ts';
import { series } from './series.ts';

/** Memory of the host. */
export const memory: ResourceSensor = ({ meter, sampler, faults }, { roots, readings }) => {
  const files = openFiles();
  const meminfo = files.keep(join(roots.proc, 'meminfo'));
  if (lacks(meminfo, faults)) return nothing;
  return begin((cleanup) => {
    cleanup.use(files);
    const made = instruments(meter, {
      usage: METRICS.systemMemoryUsage,
      utilization: METRICS.systemMemoryUtilization,
      limit: METRICS.systemMemoryLimit,
      slab: METRICS.systemMemorySlabUsage,
      paging: METRICS.systemPagingUsage,
    });
    const states = ['used', 'available'].map((state) => ({ 'system.memory.state': state }));
    const usage = series(cleanup, made.usage, states);
    const utilization = series(cleanup, made.utilization, states);
    const limit = series(cleanup, made.limit);
    const slab = series(
      cleanup,
      made.slab,
      ['reclaimable', 'unreclaimable'].map((state) => ({
        'system.memory.linux.slab.state': state,
      })),
    );
    const paging = series(
      cleanup,
      made.paging,
      ['used', 'free'].map((state) => ({ 'system.paging.state': state })),
    );

    const take = (): void => {
      const now = required(meminfo, parseMeminfo);
      for (const [index, bytes] of [now.used, now.available].entries()) {
        usage.set(index, bytes);
        utilization.set(index, now.total > 0 ? bytes / now.total : undefined);
      }
      limit.set(0, now.total);
      slab.set(0, now.slabReclaimable);
      slab.set(1, now.slabUnreclaimable);
      if (now.swapTotal > 0) {
        paging.set(0, Math.max(0, now.swapTotal - now.swapFree));
        paging.set(1, now.swapFree);
      }
      readings.memory = { usedBytes: now.used, limitBytes: now.total };
    };
    cleanup.use(sampler.add('memory', take));
  });
};

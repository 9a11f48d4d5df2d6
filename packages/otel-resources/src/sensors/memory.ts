import { join } from 'node:path';
import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { openFiles } from '../read/file.ts';
import { type MemoryInfo, parseMeminfo } from '../read/meminfo.ts';
import type { Portable } from '../read/portable.ts';
import { memoryOf, type PortableMemory } from '../read/system-information/memory.ts';
import type { ResourceSensor } from '../sensor.ts';
import { inBackground } from './portable.ts';
import { lacks, required } from './required.ts';
import { series } from './series.ts';

/** Memory of the host. */
export const memory: ResourceSensor = (
  { meter, sampler, faults },
  { roots, portable, readings },
) => {
  const files = openFiles();
  const meminfo = files.keep(join(roots.proc, 'meminfo'));
  if (!portable && lacks(meminfo, faults)) return nothing;
  const read: (now: number) => HostMemory = portable
    ? portableMemory(portable)
    : () => required(meminfo, parseMeminfo);
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

    const take = (seconds: number): void => {
      const now = read(seconds);
      limit.set(0, now.total);
      slab.set(0, now.slabReclaimable);
      slab.set(1, now.slabUnreclaimable);
      if (now.swapTotal && now.swapFree !== undefined) {
        paging.set(0, Math.max(0, now.swapTotal - now.swapFree));
        paging.set(1, now.swapFree);
      }
      if (now.available === undefined) return;
      const used = now.total - now.available;
      usage.set(0, used);
      usage.set(1, now.available);
      if (now.total > 0) {
        utilization.set(0, used / now.total);
        utilization.set(1, now.available / now.total);
      }
      readings.memory = { usedBytes: used, limitBytes: now.total };
    };
    cleanup.use(sampler.add('memory', take));
  });
};

type HostMemory = Pick<MemoryInfo, 'total'> & Partial<MemoryInfo>;

/** `os.freemem()` is what is available on Windows; on macOS it leaves out what could be freed at once. */
function portableMemory(portable: Portable): (now: number) => HostMemory {
  const { os, platform } = portable;
  const asked = inBackground(portable, 'mem', memoryOf);
  let last: PortableMemory = {};
  return (now) => {
    last = asked?.take(now)?.answer ?? last;
    const total = os.totalmem();
    const available = platform === 'win32' ? os.freemem() : last.available;
    return {
      ...last,
      total,
      ...(available !== undefined && { available: Math.min(total, available) }),
    };
  };
}

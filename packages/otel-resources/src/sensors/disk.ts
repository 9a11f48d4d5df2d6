import { join } from 'node:path';
import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { type DiskStats, parseDiskStats } from '../read/disk-stats.ts';
import { openFiles } from '../read/file.ts';
import { type Rising, rising } from '../read/rising.ts';
import type { ResourceSensor } from '../sensor.ts';
import { lacks, required } from './required.ts';
import { series } from './series.ts';

/** So many disks have a name of their own; all others are told as one, called `other`. */
const MOST_NAMED = 8;
const OTHER = 'other';

const DIRECTIONS = ['read', 'write'] as const;
const COUNTS = ['bytes', 'operations', 'merged', 'millis'] as const;

/** The counters of one disk: each count in each direction, then the busy time. */
interface Slot {
  readonly name: string;
  readonly counters: readonly Rising[];
}

/** What the disks of the host have carried; one that never carried anything has no series. */
export const disk: ResourceSensor = ({ meter, sampler, faults }, { roots }) => {
  const files = openFiles();
  const diskstats = files.keep(join(roots.proc, 'diskstats'));
  if (lacks(diskstats, faults)) return nothing;
  return begin((cleanup) => {
    cleanup.use(files);
    const made = instruments(meter, {
      bytes: METRICS.systemDiskIo,
      operations: METRICS.systemDiskOperations,
      merged: METRICS.systemDiskMerged,
      millis: METRICS.systemDiskOperationTime,
      busy: METRICS.systemDiskIoTime,
    });
    const columns = COUNTS.map((count) => series(cleanup, made[count], []));
    const busy = series(cleanup, made.busy, []);
    const slots = new Map<string, Slot>();
    const indexes = new Map<string, number>();

    const open = (device: string): Slot => {
      const name = indexes.size < MOST_NAMED ? device : OTHER;
      const counters = [...COUNTS.flatMap(() => DIRECTIONS.map(rising)), rising()];
      const slot = { name, counters };
      slots.set(device, slot);
      if (indexes.has(name)) return slot;
      indexes.set(name, busy.add({ 'system.device.name': name }));
      for (const points of columns)
        for (const direction of DIRECTIONS)
          points.add({ 'system.device.name': name, 'disk.io.direction': direction });
      return slot;
    };

    /** What each disk has carried; one that was removed keeps its part of the sum. */
    const totals = new Map<Slot, readonly number[]>();
    const take = (): void => {
      for (const stats of required(diskstats, parseDiskStats)) {
        const slot = slots.get(stats.name) ?? (carried(stats) ? open(stats.name) : undefined);
        const counts = slot && countsOf(stats);
        if (slot && counts)
          totals.set(
            slot,
            slot.counters.map((counter, at) => counter.push(counts[at] ?? 0)),
          );
      }
      const sums = new Map<string, number[]>();
      for (const [{ name }, counts] of totals) {
        const sum = sums.get(name);
        sums.set(
          name,
          counts.map((count, at) => count + (sum?.[at] ?? 0)),
        );
      }
      for (const [name, counts] of sums) {
        const index = indexes.get(name) ?? 0;
        for (const [column, points] of columns.entries())
          for (const direction of [0, 1]) {
            const count = counts[2 * column + direction] ?? 0;
            points.set(2 * index + direction, COUNTS[column] === 'millis' ? count / 1000 : count);
          }
        busy.set(index, (counts.at(-1) ?? 0) / 1000);
      }
    };
    cleanup.use(sampler.add('disk', take));
  });
};

function carried({ read, write }: DiskStats): boolean {
  return read.operations > 0 || write.operations > 0;
}

function countsOf(stats: DiskStats): number[] {
  const counts = COUNTS.flatMap((count) => DIRECTIONS.map((direction) => stats[direction][count]));
  return [...counts, stats.busyMillis];
}

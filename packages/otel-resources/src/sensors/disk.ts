import { join } from 'node:path';
import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { type DiskStats, parseDiskStats } from '../read/disk-stats.ts';
import { openFiles } from '../read/file.ts';
import type { Portable } from '../read/portable.ts';
import { type Rising, rising } from '../read/rising.ts';
import { diskOperationsOf } from '../read/system-information/disks.ts';
import type { ResourceSensor } from '../sensor.ts';
import { inBackground } from './portable.ts';
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
export const disk: ResourceSensor = ({ meter, sampler, faults }, { roots, portable }) => {
  const files = openFiles();
  const diskstats = files.keep(join(roots.proc, 'diskstats'));
  if (!portable && lacks(diskstats, faults)) return nothing;
  const read = portable ? portableDisks(portable) : () => required(diskstats, parseDiskStats);
  if (!read) return nothing;
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
    const totals = new Map<Slot, Counts>();
    const take = (now: number): void => {
      for (const stats of read(now)) {
        const slot = slots.get(stats.name) ?? (carried(stats) ? open(stats.name) : undefined);
        const counts = slot && countsOf(stats);
        if (slot && counts)
          totals.set(
            slot,
            slot.counters.map((counter, at) => {
              const count = counts[at];
              return count === undefined ? undefined : counter.push(count);
            }),
          );
      }
      const sums = new Map<string, Counts>();
      for (const [{ name }, counts] of totals) {
        const sum = sums.get(name);
        sums.set(
          name,
          counts.map((count, at) => (count === undefined ? sum?.[at] : count + (sum?.[at] ?? 0))),
        );
      }
      for (const [name, counts] of sums) {
        const index = indexes.get(name) ?? 0;
        for (const [column, points] of columns.entries())
          for (const direction of [0, 1]) {
            const count = counts[2 * column + direction];
            points.set(
              2 * index + direction,
              COUNTS[column] === 'millis' ? inSeconds(count) : count,
            );
          }
        busy.set(index, inSeconds(counts.at(-1)));
      }
    };
    cleanup.use(sampler.add('disk', take));
  });
};

function carried({ read, write }: DiskStats): boolean {
  return read.operations > 0 || write.operations > 0;
}

/** Each count in each direction, then the busy time, where the system tells them. */
type Counts = readonly (number | undefined)[];

function inSeconds(millis: number | undefined): number | undefined {
  return millis === undefined ? undefined : millis / 1000;
}

function countsOf(stats: DiskStats): Counts {
  const counts = COUNTS.flatMap((count) => DIRECTIONS.map((direction) => stats[direction][count]));
  return [...counts, stats.busyMillis];
}

/** The operations of all disks together, which no name tells apart. */
function portableDisks(portable: Portable): ((now: number) => readonly DiskStats[]) | undefined {
  if (portable.platform === 'win32') return undefined;
  const asked = inBackground(portable, 'disksIO', diskOperationsOf);
  if (!asked) return undefined;
  return (now) => {
    const operations = asked.take(now)?.answer;
    if (!operations) return [];
    const { read, write } = operations;
    return [{ name: OTHER, read: { operations: read }, write: { operations: write } }];
  };
}

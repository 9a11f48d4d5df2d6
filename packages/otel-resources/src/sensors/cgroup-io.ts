import { join } from 'node:path';
import { type Cleanup, instruments, type LateMeter } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { CgroupSample } from '../read/cgroup/index.ts';
import { parseDeviceNames } from '../read/disk-stats.ts';
import { openFiles } from '../read/file.ts';
import { rising } from '../read/rising.ts';
import type { Roots } from '../read/roots.ts';
import { series } from './series.ts';

/** So many devices have a name of their own; all others are told as one, called `other`. */
const MOST_NAMED = 4;
const OTHER = 'other';
const DIRECTIONS = ['read', 'write'] as const;

/** What one device has carried for the cgroup: how much is told under `index` because of it. */
interface Device {
  readonly index: number;
  readonly counters: readonly [ReturnType<typeof rising>, ReturnType<typeof rising>];
  readonly carried: [number, number];
}

/** What the cgroup has read from and written to each device; one that it never used has no series. */
export function watchCgroupIo(
  cleanup: Cleanup,
  meter: LateMeter,
  roots: Roots,
): (io: NonNullable<CgroupSample['io']>) => void {
  const { io: instrument } = instruments(meter, { io: METRICS.containerDiskIo });
  const points = series(cleanup, instrument, []);
  const indexes = new Map<string, number>();
  const devices = new Map<string, Device>();

  const nameOf = (device: string): string => {
    const files = openFiles();
    const text = files.keep(join(roots.proc, 'diskstats')).read() ?? '';
    files[Symbol.dispose]();
    return parseDeviceNames(text)[device] ?? device;
  };

  const open = (device: string): Device => {
    const name = indexes.size < MOST_NAMED ? nameOf(device) : OTHER;
    const index = indexes.get(name) ?? add(name);
    const opened: Device = { index, counters: [rising(), rising()], carried: [0, 0] };
    devices.set(device, opened);
    return opened;
  };

  const add = (name: string): number => {
    const [first = 0] = DIRECTIONS.map((direction) =>
      points.add({ 'system.device.name': name, 'disk.io.direction': direction }),
    );
    indexes.set(name, first);
    return first;
  };

  return ({ level, devices: told }) => {
    for (const { device, ...io } of told) {
      const known = devices.get(device) ?? (io.read + io.write > 0 ? open(device) : undefined);
      if (!known) continue;
      for (const [at, direction] of DIRECTIONS.entries())
        known.carried[at] = known.counters[at]?.push(io[direction], level) ?? 0;
    }
    const sums = new Map<number, [number, number]>();
    for (const { index, carried } of devices.values()) {
      const [read, write] = sums.get(index) ?? [0, 0];
      sums.set(index, [read + carried[0], write + carried[1]]);
    }
    for (const [index, [read, write]] of sums) {
      points.set(index, read);
      points.set(index + 1, write);
    }
  };
}

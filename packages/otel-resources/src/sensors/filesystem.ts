import { join } from 'node:path';
import {
  begin,
  type Cleanup,
  instruments,
  type LateMeter,
  nothing,
  type Sampler,
  type SensorContext,
} from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { openFiles } from '../read/file.ts';
import { type Filesystem, parseFilesystems } from '../read/filesystems.ts';
import type { Portable } from '../read/portable.ts';
import { createStorageReader, type Storage, type StorageReader } from '../read/storage.ts';
import { filesystemsOf } from '../read/system-information/storage.ts';
import type { SensorSettings } from '../sensor.ts';
import { inBackground } from './portable.ts';
import { lacks, required } from './required.ts';
import { seldom } from './seldom.ts';
import { series } from './series.ts';

/** Storage fills slowly. */
const STORAGE_SECONDS = 30;
/** So many are told; the oldest mounts come first. */
const MOST_TOLD = 8;
/** The threads of the pool may be busy for a while. */
const ANSWER_SECONDS = 10;
const STATES = ['used', 'free', 'reserved'] as const;

/** How full the file systems are that this process sees; asked in the background. */
export function filesystem(
  { meter, sampler, faults }: SensorContext,
  { roots, portable }: SensorSettings,
  reader: StorageReader = createStorageReader(),
): Disposable {
  if (portable) return portableFilesystem(meter, sampler, portable);
  const files = openFiles();
  const mountinfo = files.keep(join(roots.proc, 'self/mountinfo'));
  if (lacks(mountinfo, faults)) return nothing;
  return begin((cleanup) => {
    cleanup.use(files);
    const told = watchStorage(cleanup, meter);
    const ask = (): void => {
      const mounted = required(mountinfo, parseFilesystems);
      for (const each of mounted) told.open(each);
      const points = mounted.map(({ point }) => point).filter((point) => told.knows(point));
      reader.ask(points, (point, storage) => told.put(point, storage));
    };
    const askSeldom = seldom(STORAGE_SECONDS, ask);
    let answeredAt = Number.NEGATIVE_INFINITY;
    const take = (now: number): void => {
      const { waitingFor } = reader;
      if (waitingFor === undefined) {
        answeredAt = now;
        askSeldom(now);
      } else if (now - answeredAt > ANSWER_SECONDS)
        throw new Error(`the file system at ${waitingFor} does not answer`);
    };
    cleanup.use(sampler.add('filesystem', take));
  });
}

function portableFilesystem(meter: LateMeter, sampler: Sampler, portable: Portable): Disposable {
  const asked = inBackground(portable, 'fsSize', (answer) =>
    filesystemsOf(answer, portable.platform),
  );
  if (!asked) return nothing;
  return begin((cleanup) => {
    const told = watchStorage(cleanup, meter);
    const take = (now: number): void => {
      for (const { filesystem, storage } of asked.take(now)?.answer ?? []) {
        told.open(filesystem);
        if (told.knows(filesystem.point)) told.put(filesystem.point, storage);
      }
    };
    cleanup.use(sampler.add('filesystem', take));
  });
}

interface ToldStorage {
  /** Tells one more, unless enough are told. */
  open(filesystem: Filesystem): void;
  knows(point: string): boolean;
  put(point: string, storage: Pick<Storage, 'limit'> & Partial<Storage>): void;
}

function watchStorage(cleanup: Cleanup, meter: LateMeter): ToldStorage {
  const made = instruments(meter, {
    usage: METRICS.systemFilesystemUsage,
    utilization: METRICS.systemFilesystemUtilization,
    limit: METRICS.systemFilesystemLimit,
  });
  const usage = series(cleanup, made.usage, []);
  const utilization = series(cleanup, made.utilization, []);
  const limit = series(cleanup, made.limit, []);
  const indexes = new Map<string, number>();
  return {
    knows: (point) => indexes.has(point),
    open({ device, point, type, mode }) {
      if (indexes.has(point) || indexes.size >= MOST_TOLD) return;
      const own = {
        'system.device.name': device,
        'system.filesystem.mountpoint': point,
        'system.filesystem.type': type,
        'system.filesystem.mode': mode,
      };
      indexes.set(point, limit.add(own));
      for (const state of STATES) {
        const attributes = { ...own, 'system.filesystem.state': state };
        usage.add(attributes);
        utilization.add(attributes);
      }
    },
    put(point, storage) {
      const index = indexes.get(point) ?? 0;
      limit.set(index, storage.limit);
      for (const [at, state] of STATES.entries()) {
        const bytes = storage[state];
        if (bytes === undefined) continue;
        usage.set(STATES.length * index + at, bytes);
        utilization.set(STATES.length * index + at, bytes / storage.limit);
      }
    },
  };
}

import { join } from 'node:path';
import { begin, instruments, nothing, type SensorContext } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { openFiles } from '../read/file.ts';
import { type Filesystem, parseFilesystems } from '../read/filesystems.ts';
import { createStorageReader, type StorageReader } from '../read/storage.ts';
import type { SensorSettings } from '../sensor.ts';
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
  { roots }: SensorSettings,
  reader: StorageReader = createStorageReader(),
): Disposable {
  const files = openFiles();
  const mountinfo = files.keep(join(roots.proc, 'self/mountinfo'));
  if (lacks(mountinfo, faults)) return nothing;
  return begin((cleanup) => {
    cleanup.use(files);
    const made = instruments(meter, {
      usage: METRICS.systemFilesystemUsage,
      utilization: METRICS.systemFilesystemUtilization,
      limit: METRICS.systemFilesystemLimit,
    });
    const usage = series(cleanup, made.usage, []);
    const utilization = series(cleanup, made.utilization, []);
    const limit = series(cleanup, made.limit, []);
    const indexes = new Map<string, number>();

    const open = ({ device, point, type, mode }: Filesystem): void => {
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
    };

    const ask = (): void => {
      const mounted = required(mountinfo, parseFilesystems);
      for (const each of mounted) open(each);
      const points = mounted.map(({ point }) => point).filter((point) => indexes.has(point));
      reader.ask(points, (point, storage) => {
        const index = indexes.get(point) ?? 0;
        limit.set(index, storage.limit);
        for (const [at, state] of STATES.entries()) {
          usage.set(STATES.length * index + at, storage[state]);
          utilization.set(STATES.length * index + at, storage[state] / storage.limit);
        }
      });
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

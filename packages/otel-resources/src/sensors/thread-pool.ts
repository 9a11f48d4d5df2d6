import { join } from 'node:path';
import process from 'node:process';
import { begin, instruments, type SensorContext } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { countPoolThreads, namesPool, plannedPoolSize } from '../read/threads/pool.ts';
import { createPoolDelay, openPoolClock, type PoolClock } from '../read/threads/pool-delay.ts';
import type { SensorSettings } from '../sensor.ts';
import { seldom } from './seldom.ts';
import { series } from './series.ts';

/** A request costs more than a file that is read at once. */
const ASK_SECONDS = 5;

/** What the pool is made by; tests have their own. */
export interface PoolSurroundings {
  readonly environment: {
    readonly UV_THREADPOOL_SIZE?: string | undefined;
    readonly UV_USE_IO_URING?: string | undefined;
  };
  /** Version of libuv. */
  readonly libuv: string;
  readonly openClock: (path: string) => PoolClock | undefined;
}

const SYSTEM: PoolSurroundings = {
  environment: process.env,
  libuv: process.versions.uv,
  openClock: openPoolClock,
};

/** The thread pool of libuv, in which file system, DNS look-ups, crypto and compression run: its size, and how long it lets wait. */
export function threadPool(
  { meter, sampler, clock }: SensorContext,
  { roots, readings }: SensorSettings,
  { environment, libuv, openClock }: PoolSurroundings = SYSTEM,
): Disposable {
  return begin((cleanup) => {
    const made = instruments(meter, {
      limit: METRICS.threadPoolLimit,
      delay: METRICS.threadPoolDelay,
    });
    const limit = series(cleanup, made.limit);
    const delay = series(cleanup, made.delay);
    const named = namesPool(libuv);
    // Reads of files pass the pool by where io_uring takes them.
    const uring = Number.parseInt(environment.UV_USE_IO_URING ?? '', 10) > 0;
    const uptime = uring ? undefined : openClock(join(roots.proc, 'uptime'));
    const wait = uptime && cleanup.use(createPoolDelay(uptime, () => clock.now()));
    let threads = 0;

    const ask = seldom(ASK_SECONDS, (now) => {
      if (named && threads === 0) threads = countPoolThreads(roots);
      // A pool that has not started lets nobody wait, and it is not for us to start it.
      if (threads > 0 || !named) wait?.ask(now);
    });
    const take = (now: number): void => {
      const seconds = wait?.read(now);
      delay.set(0, seconds);
      ask(now);
      const size = threads || plannedPoolSize(environment.UV_THREADPOOL_SIZE);
      limit.set(0, size);
      readings.threadPool = { size, ...(seconds !== undefined && { delaySeconds: seconds }) };
    };
    cleanup.use(sampler.add('thread pool', take));
  });
}

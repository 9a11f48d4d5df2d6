import type { Worker } from 'node:worker_threads';
import type { Faults } from '@plimsoll/kernel';

/** The part of a worker thread that is looked at. */
export interface WorkerLike {
  /** -1 once it has ended. */
  readonly threadId: number;
  /** From Node 22.20 and 24.6 on. */
  readonly threadName?: string | null;
  readonly resourceLimits?: { readonly maxYoungGenerationSizeMb?: number };
  /** From Node 24 on; see `workersCanBeSampled`. */
  startHeapProfile?(options: {
    readonly sampleInterval: number;
    readonly stackDepth: number;
  }): Promise<{ stop(): Promise<string> }>;
  getHeapStatistics?(): Promise<{
    readonly used_heap_size: number;
    readonly heap_size_limit: number;
    readonly total_physical_size: number;
  }>;
}

/** Tells of each worker thread that begins. */
export type WatchWorkers = (onWorker: (worker: WorkerLike) => void) => Disposable;

export const watchWorkers: WatchWorkers = (onWorker) => {
  const listener = (worker: Worker): void => onWorker(worker as unknown as WorkerLike);
  process.on('worker', listener);
  return { [Symbol.dispose]: () => void process.off('worker', listener) };
};

export interface WorkerHeap {
  readonly threadId: number;
  /** That which it was given, where Node tells. */
  readonly name: string | undefined;
  /** The least that was in use at the last six looks: what lies between is garbage. */
  readonly usedBytes: number;
  /** That of the old generation. */
  readonly limitBytes: number;
  /** Whose heap it is, for who would sample it. */
  readonly worker?: Pick<WorkerLike, 'startHeapProfile'>;
}

export interface WorkerHeaps extends Disposable {
  /** Asks each worker; to be called by a timer. */
  tick(): void;
  /** What the workers that live have answered. */
  read(): readonly WorkerHeap[];
  /** The bytes of memory that those that live hold for sure: of each the least that its heap ever took. */
  heldBytes(): number;
}

const LOOKS = 6;

const MEBIBYTE = 2 ** 20;

interface Known {
  readonly worker: WorkerLike;
  readonly name: string | undefined;
  readonly used: number[];
  least: number | undefined;
  limit: number;
  asked: boolean;
}

/** Looks at the heaps of the worker threads that begin from now on; none of their doing, dying included, is a fault. */
export function watchWorkerHeaps(faults: Faults, watch: WatchWorkers): WorkerHeaps {
  const known = new Set<Known>();
  const watching = watch((worker) => {
    const name = worker.threadName || undefined;
    const unasked = { used: [], least: undefined, limit: 0, asked: false };
    if (worker.getHeapStatistics) known.add({ worker, name, ...unasked });
    else faults.absent('the heaps of workers cannot be seen');
  });
  const ask = async (each: Known): Promise<void> => {
    each.asked = true;
    try {
      const answer = await each.worker.getHeapStatistics?.();
      if (!answer) return;
      each.used.push(answer.used_heap_size);
      if (each.used.length > LOOKS) each.used.shift();
      each.least = Math.min(each.least ?? answer.total_physical_size, answer.total_physical_size);
      each.limit = oldGeneration(answer.heap_size_limit, each.worker);
    } catch {
      // It ended meanwhile, which its threadId tells at the next look.
    } finally {
      each.asked = false;
    }
  };
  return {
    tick() {
      for (const each of known) {
        if (each.worker.threadId < 0) known.delete(each);
        else if (!each.asked) ask(each).catch(() => {});
      }
    },
    read: () =>
      [...known]
        .filter(({ used, worker }) => used.length >= LOOKS && worker.threadId >= 0)
        .map(({ worker, name, used, limit }) => ({
          threadId: worker.threadId,
          name,
          usedBytes: Math.min(...used),
          limitBytes: limit,
          worker,
        })),
    heldBytes: () =>
      [...known]
        .filter(({ worker }) => worker.threadId >= 0)
        .reduce((sum, { least = 0 }) => sum + least, 0),
    [Symbol.dispose]() {
      watching[Symbol.dispose]();
      known.clear();
    },
  };
}

/** V8 counts the young generation, 192 MiB in Node 24, into the limit that it tells, and gives up when the old one is full. */
function oldGeneration(limit: number, { resourceLimits }: WorkerLike): number {
  const young = (resourceLimits?.maxYoungGenerationSizeMb ?? 0) * MEBIBYTE;
  return young < limit ? limit - young : limit;
}

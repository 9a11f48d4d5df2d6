import type { Worker } from 'node:worker_threads';
import type { Faults } from '@plimsoll/kernel';

/** The part of a worker thread that is looked at. */
export interface WorkerLike {
  /** -1 once it has ended. */
  readonly threadId: number;
  getHeapStatistics?(): Promise<{
    readonly used_heap_size: number;
    readonly heap_size_limit: number;
  }>;
}

/** Tells of each worker thread that begins. */
export type WatchWorkers = (onWorker: (worker: WorkerLike) => void) => Disposable;

export const watchWorkers: WatchWorkers = (onWorker) => {
  const listener = (worker: Worker): void => onWorker(worker as unknown as WorkerLike);
  process.on('worker', listener);
  return { [Symbol.dispose]: () => void process.off('worker', listener) };
};

interface WorkerHeap {
  readonly threadId: number;
  /** The least that was in use at the last six looks: what lies between is garbage. */
  readonly usedBytes: number;
  readonly limitBytes: number;
}

export interface WorkerHeaps extends Disposable {
  /** Asks each worker; to be called by a timer. */
  tick(): void;
  /** What the workers that live have answered. */
  read(): readonly WorkerHeap[];
}

const LOOKS = 6;

interface Known {
  readonly worker: WorkerLike;
  readonly used: number[];
  limit: number;
  asked: boolean;
}

/** Looks at the heaps of the worker threads that begin from now on; none of their doing, dying included, is a fault. */
export function watchWorkerHeaps(faults: Faults, watch: WatchWorkers): WorkerHeaps {
  const known = new Set<Known>();
  const watching = watch((worker) => {
    if (worker.getHeapStatistics) known.add({ worker, used: [], limit: 0, asked: false });
    else faults.absent('the heaps of workers cannot be seen');
  });
  const ask = async (each: Known): Promise<void> => {
    each.asked = true;
    try {
      const answer = await each.worker.getHeapStatistics?.();
      if (!answer) return;
      each.used.push(answer.used_heap_size);
      if (each.used.length > LOOKS) each.used.shift();
      each.limit = answer.heap_size_limit;
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
        .map(({ worker, used, limit }) => ({
          threadId: worker.threadId,
          usedBytes: Math.min(...used),
          limitBytes: limit,
        })),
    [Symbol.dispose]() {
      watching[Symbol.dispose]();
      known.clear();
    },
  };
}

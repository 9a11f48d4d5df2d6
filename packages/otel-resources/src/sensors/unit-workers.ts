import type { Worker } from 'node:worker_threads';
import { forgetEnded } from '../read/units.ts';

/** What newer versions of Node.js add to a worker. */
interface NewWorker {
  cpuUsage?(): Promise<{ readonly user: number; readonly system: number }>;
  getHeapStatistics?(): Promise<{
    readonly used_heap_size: number;
    readonly total_allocated_bytes?: number;
  }>;
}

/** What a worker used up to now, each absent until it is known. */
interface Used {
  activeSeconds: number;
  cpuSeconds?: number;
  heapBytes?: number;
  allocatedBytes?: number;
  asking: boolean;
}

/** What the workers of a unit used since the last question; of the heap, what they hold now. */
export interface WorkersUse {
  activeSeconds: number;
  cpuSeconds?: number;
  heapBytes?: number;
  allocatedBytes?: number;
}

/** Asks the workers of all units; what they answer comes with the next question. */
export function watchWorkers(workers: Map<Worker, string>): () => ReadonlyMap<string, WorkersUse> {
  const told = new WeakMap<Worker, Used>();
  const known = new WeakMap<Worker, Used>();

  const ask = async (worker: NewWorker, used: Used): Promise<void> => {
    if (used.asking) return;
    used.asking = true;
    try {
      const [cpu, heap] = await Promise.all([worker.cpuUsage?.(), worker.getHeapStatistics?.()]);
      if (cpu) used.cpuSeconds = (cpu.user + cpu.system) / 1e6;
      if (heap) used.heapBytes = heap.used_heap_size;
      if (heap?.total_allocated_bytes !== undefined)
        used.allocatedBytes = heap.total_allocated_bytes;
      used.asking = false;
    } catch {
      // It has ended meanwhile.
    }
  };

  return () => {
    forgetEnded(workers);
    const uses = new Map<string, WorkersUse>();
    for (const [worker, unit] of workers) {
      const used = known.get(worker) ?? { activeSeconds: 0, asking: false };
      known.set(worker, used);
      used.activeSeconds = worker.performance.eventLoopUtilization().active / 1000;
      const last = told.get(worker);
      const use = uses.get(unit) ?? { activeSeconds: 0 };
      uses.set(unit, use);
      use.activeSeconds += rise(last?.activeSeconds, used.activeSeconds);
      for (const key of ['cpuSeconds', 'allocatedBytes'] as const)
        if (used[key] !== undefined) use[key] = (use[key] ?? 0) + rise(last?.[key], used[key]);
      if (used.heapBytes !== undefined) use.heapBytes = (use.heapBytes ?? 0) + used.heapBytes;
      told.set(worker, { ...used });
      void ask(worker, used);
    }
    return uses;
  };
}

function rise(last: number | undefined, now: number): number {
  return Math.max(0, now - (last ?? 0));
}

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Fault } from '../faults.ts';

/** A worker thread that spins on every core. */
export const cpuBurn: Fault = () => {
  const burners = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL('./cpu-burn-worker.ts', import.meta.url)),
  );
  return {
    [Symbol.dispose]() {
      for (const burner of burners) void burner.terminate();
    },
  };
};

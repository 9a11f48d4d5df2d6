import { setImmediate as turn } from 'node:timers/promises';
import { measure } from 'mitata';
import { ownCpuNanoseconds } from './cpu.ts';

export interface LoopOptions {
  /** How many operations are timed at a stretch: many, since the CPU clock counts microseconds. */
  readonly operations: number;
  /** How much CPU time the whole may take, in milliseconds. */
  readonly cpuMillis: number;
}

/**
 * CPU time of one operation in nanoseconds: the third lowest of at least sixteen stretches, the first of which warm the code
 * up. `run` makes the operations itself, since a call for each would make the bare client dearer and the ratio better; a turn
 * of the event loop ends each stretch, so that timers get their part of the time.
 */
export async function cpuPerOperation(
  run: (operations: number) => Promise<void>,
  { operations, cpuMillis }: LoopOptions,
): Promise<number> {
  const stretch = async (): Promise<void> => {
    await run(operations);
    await turn();
  };
  const { min } = await measure(stretch, {
    now: ownCpuNanoseconds,
    gc: false,
    warmup_threshold: 0,
    min_samples: 16,
    min_cpu_time: cpuMillis * 1e6,
  });
  return min / operations;
}

import { ownCpuNanoseconds } from './cpu.ts';
import type { Outcome } from './subject.ts';

export interface Turns {
  /** Does some operations and tells how many; a millisecond's worth. */
  readonly step: () => Promise<number>;
  /** Before and after each window of the observed side. */
  readonly begin: () => void | Promise<void>;
  readonly end: () => void;
  /** CPU time of a window in milliseconds. */
  readonly windowMillis: number;
  /** CPU time of both sides; 8000 by default. */
  readonly measuredMillis?: number;
}

/** CPU time for code to be compiled and heaps to grow. */
const WARM_UP_MILLIS = 1000;

const MEASURED_MILLIS = 8000;

interface Sum {
  operations: number;
  nanoseconds: number;
}

/**
 * CPU time of an operation in nanoseconds, observed and not, in short windows by turns in one process: where two processes
 * differ by more than the observation costs. Sums, since a window with a full collection differs from one without by more
 * than all else. With nothing to observe the sides differed by 1 % for allocations, on a busy machine.
 */
export async function inTurns({
  step,
  begin,
  end,
  windowMillis,
  measuredMillis = MEASURED_MILLIS,
}: Turns): Promise<Outcome> {
  let on: Sum = { operations: 0, nanoseconds: 0 };
  let off: Sum = { operations: 0, nanoseconds: 0 };
  const windows = Math.round(measuredMillis / windowMillis);
  for (let window = -Math.ceil(WARM_UP_MILLIS / windowMillis); window < windows; window++) {
    if (window === 0) {
      on = { operations: 0, nanoseconds: 0 };
      off = { operations: 0, nanoseconds: 0 };
    }
    // Each side comes first as often as the other.
    const observed = (window & 3) === 0 || (window & 3) === 3;
    const sum = observed ? on : off;
    if (observed) await begin();
    const start = ownCpuNanoseconds();
    let spent = 0;
    while (spent < windowMillis * 1e6) {
      sum.operations += await step();
      spent = ownCpuNanoseconds() - start;
    }
    sum.nanoseconds += spent;
    if (observed) end();
  }
  return { value: on.nanoseconds / on.operations, baseline: off.nanoseconds / off.operations };
}

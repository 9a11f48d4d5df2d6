import { createReversedRunUp } from '@plimsoll/kernel/statistics/run-up';
import type { LoadedBin } from './load.ts';

/** The largest growth that ended by being given back. */
export interface Reversals {
  /** Takes a minimum, and what a unit of load holds. */
  push(bin: LoadedBin, perLoad: number): void;
  /** Of the amount itself, or of what the load does not explain of it, whichever is less. */
  readonly largest: number;
}

export function createReversals(): Reversals {
  const all = createReversedRunUp();
  const unexplained = createReversedRunUp();
  return {
    push({ value, beside: load = 0 }, perLoad) {
      all.push(value);
      unexplained.push(value - perLoad * load);
    },
    get largest() {
      return Math.min(all.largest, unexplained.largest);
    },
  };
}

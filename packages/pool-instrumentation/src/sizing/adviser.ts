import { adviseFrom, type SizeAdvice, type SizeTarget } from './advice.ts';
import type { UseTrace } from './use-trace.ts';

/** The share of the requests that is to keep the target of the wait. */
const QUANTILE = 0.95;

/** Works out what size a pool should have, in small steps between the turns of its host. */
export interface SizeAdviser {
  /** The last advice; absent while the pool has seen too little. */
  readonly last: SizeAdvice | undefined;
  /** How long an advice stands before the next is worked out; 60 by default. */
  standsSeconds: number;
  /** What the trace says now, all at once: some milliseconds where it is full. */
  now(nowSeconds: number): SizeAdvice | undefined;
  /** One step, well below a millisecond; a new advice is begun when the last has stood long enough. Gives it when it is done. */
  step(nowSeconds: number): SizeAdvice | undefined;
}

export function createAdviser(trace: UseTrace, waitSeconds: number): SizeAdviser {
  const target: SizeTarget = { waitSeconds, quantile: QUANTILE };
  let last: SizeAdvice | undefined;
  let begun = Number.NEGATIVE_INFINITY;
  let steps: ReturnType<typeof adviseFrom> | undefined;

  return {
    standsSeconds: 60,
    get last() {
      return last;
    },
    now(nowSeconds) {
      const all = adviseFrom(trace.uses(nowSeconds), target);
      for (;;) {
        const { done, value } = all.next();
        if (done) return value;
      }
    },
    step(nowSeconds) {
      if (!steps) {
        if (nowSeconds - begun < this.standsSeconds) return undefined;
        begun = nowSeconds;
        steps = adviseFrom(trace.uses(nowSeconds), target);
      }
      const { done, value } = steps.next();
      if (!done) return undefined;
      steps = undefined;
      last = value ?? last;
      return value;
    },
  };
}

import { createLoadRest, type LoadRest } from './load.ts';

/** As of the last third of a window: what saturates falls below this soon, the noise of a leak rarely does. */
const KEPT_RATIO = 0.75;

/** What a suspicion foretells of the samples that tell what was really held: the test is not on what raised it. */
export interface Forecast {
  /** Takes such a sample. */
  push(time: number, held: number, load?: number): void;
  /** From the last of them on, growth at this rate is foretold, units a second, besides so much for each unit of load. */
  begin(rate: number, perLoad: number): void;
  /** What became of it: `undefined` until the next of them. */
  readonly kept: boolean | undefined;
}

interface Held {
  readonly time: number;
  readonly held: number;
  readonly load: number | undefined;
}

export function createForecast(): Forecast {
  let last: Held | undefined;
  let begun: (Held & { readonly rate: number; readonly rest: LoadRest }) | undefined;
  let kept: boolean | undefined;
  return {
    push(time, held, load) {
      last = { time, held, load };
      if (!begun || time <= begun.time) return;
      const grown = begun.rest(held, load) - begun.held;
      kept = grown >= KEPT_RATIO * begun.rate * (time - begun.time);
    },
    begin(rate, perLoad) {
      kept = undefined;
      if (!last) return;
      const rest = createLoadRest(perLoad);
      rest(last.held, last.load);
      begun = { ...last, rate, rest };
    },
    get kept() {
      return kept;
    },
  };
}

/** As of the last third of a window: what saturates falls below this soon, the noise of a leak rarely does. */
const KEPT_RATIO = 0.75;

/** What a suspicion foretells of the samples that tell what was really held: the test is not on what raised it. */
export interface Forecast {
  /** Takes such a sample. */
  push(time: number, held: number): void;
  /** From the last of them on, growth at this rate is foretold, units a second. */
  begin(rate: number): void;
  /** What became of it: `undefined` until the next of them. */
  readonly kept: boolean | undefined;
}

export function createForecast(): Forecast {
  let last: { readonly time: number; readonly held: number } | undefined;
  let begun: { readonly time: number; readonly held: number; readonly rate: number } | undefined;
  let kept: boolean | undefined;
  return {
    push(time, held) {
      last = { time, held };
      if (begun && time > begun.time)
        kept = held - begun.held >= KEPT_RATIO * begun.rate * (time - begun.time);
    },
    begin(rate) {
      begun = last && { ...last, rate };
      kept = undefined;
    },
    get kept() {
      return kept;
    },
  };
}

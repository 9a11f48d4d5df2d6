/** A fold over values that remembers the largest rise that did not last. */
export interface ReversedRunUp {
  push(value: number): void;
  /** The largest rise so far, from trough to peak, of which at least half was given back; `0` at first. */
  readonly largest: number;
}

/** Constant memory. After Precog (Jindal et al., ICSOC 2020): growth that is no larger than what ended before is no news. */
export function createReversedRunUp(): ReversedRunUp {
  let largest = 0;
  let trough = Number.POSITIVE_INFINITY;
  let peak = Number.NEGATIVE_INFINITY;
  return {
    push(value) {
      if (value > peak) peak = value;
      if (peak > trough && peak - value >= (peak - trough) / 2) {
        largest = Math.max(largest, peak - trough);
        trough = value;
        peak = value;
      }
      if (value < trough) {
        trough = value;
        peak = value;
      }
    },
    get largest() {
      return largest;
    },
  };
}

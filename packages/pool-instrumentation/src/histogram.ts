/** A finished cumulative histogram: `counts[i]` values are at most `boundaries[i]`, the last are above all. */
export interface HistogramSnapshot {
  readonly boundaries: readonly number[];
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
  /** Smallest and largest value; `undefined` where there is none. */
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** Counts values into explicit buckets in place: no allocation for a value. */
export class BucketHistogram {
  readonly #boundaries: Float64Array;
  readonly #counts: Float64Array;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** `boundaries` ascend; each is the inclusive upper bound of its bucket, as OpenTelemetry counts. */
  constructor(boundaries: readonly number[]) {
    this.#boundaries = Float64Array.from(boundaries);
    this.#counts = new Float64Array(boundaries.length + 1);
  }

  /** Takes a value; one that is negative or not finite is left out, as the SDK leaves it out. */
  record(value: number): void {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) return;
    const boundaries = this.#boundaries;
    let bucket = 0;
    while (bucket < boundaries.length && value > (boundaries[bucket] as number)) bucket++;
    (this.#counts[bucket] as number)++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#sum = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = Number.NEGATIVE_INFINITY;
  }

  snapshot(): HistogramSnapshot {
    const counts = Array.from(this.#counts);
    const count = counts.reduce((total, each) => total + each, 0);
    return {
      boundaries: Array.from(this.#boundaries),
      counts,
      count,
      sum: this.#sum,
      min: count > 0 ? this.#min : undefined,
      max: count > 0 ? this.#max : undefined,
    };
  }
}

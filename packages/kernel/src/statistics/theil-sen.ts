/** One value at one time; the unit of time is that of the slope. */
export interface Point {
  readonly time: number;
  readonly value: number;
}

/** The slopes of all pairs of points with different times, in ascending order. */
export function pairwiseSlopes(points: readonly Point[]): Float64Array {
  const slopes = new Float64Array((points.length * (points.length - 1)) / 2);
  let count = 0;
  for (const [j, to] of points.entries())
    for (let i = 0; i < j; i++) {
      const from = points[i] as Point;
      if (to.time !== from.time) slopes[count++] = (to.value - from.value) / (to.time - from.time);
    }
  return slopes.subarray(0, count).sort();
}

/**
 * The median of the slopes of all pairs: up to 29 % of the points may be arbitrarily wrong. `NaN` without a pair.
 * H. Theil (1950); P. K. Sen, Journal of the American Statistical Association 63 (1968).
 */
export function theilSen(points: readonly Point[]): number {
  return median(pairwiseSlopes(points));
}

/**
 * The one-sided lower bound of the slope: the slope of rank (N - z sqrt(Var S)) / 2 of the N ascending ones (Sen 1968).
 * `deviation` is sqrt(Var S) of the Mann-Kendall test, `z` the normal quantile of the confidence. With too few slopes
 * for the confidence it is the least of them.
 */
export function slopeLowerBound(slopes: Float64Array, z: number, deviation: number): number {
  const rank = Math.floor((slopes.length - z * deviation) / 2);
  return slopes[Math.max(0, rank)] ?? Number.NaN;
}

/** The middle of ascending values, or the mean of the middle two; `NaN` without values. */
export function median(ascending: Float64Array): number {
  const middle = ascending.length >> 1;
  const upper = ascending[middle];
  if (upper === undefined) return Number.NaN;
  return ascending.length % 2 === 1 ? upper : (upper + (ascending[middle - 1] as number)) / 2;
}

import type { Point } from './theil-sen.ts';

/** Two-sided 95 %. */
const SIGNIFICANT = 1.96;

/**
 * By how much autocorrelation inflates the variance of the Mann-Kendall score:
 * 1 + 2 / (n(n-1)(n-2)) * sum over k of (n-k)(n-k-1)(n-k-2) r(k), where r(k) is the autocorrelation of the ranks of the
 * detrended values, counted where |r(k)| > 1.96 / sqrt(n). `1` where there are too few points to tell. May be below
 * one, down to zero, where neighbours alternate. K. H. Hamed and A. R. Rao, Journal of Hydrology 204 (1998).
 */
export function hamedRao(points: readonly Point[], slope: number): number {
  const n = points.length;
  if (n < 4) return 1;
  const ranks = midRanks(points.map(({ time, value }) => value - slope * time));
  const mean = (n + 1) / 2;
  const spread = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0);
  if (spread === 0) return 1;
  let sum = 0;
  for (let lag = 1; lag < n - 2; lag++) {
    let product = 0;
    for (let i = 0; i + lag < n; i++)
      product += ((ranks[i] as number) - mean) * ((ranks[i + lag] as number) - mean);
    const correlation = product / spread;
    if (Math.abs(correlation) > SIGNIFICANT / Math.sqrt(n))
      sum += (n - lag) * (n - lag - 1) * (n - lag - 2) * correlation;
  }
  return Math.max(0, 1 + (2 * sum) / (n * (n - 1) * (n - 2)));
}

/** The ranks from 1 on; equal values share the mean of theirs. */
function midRanks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index);
  order.sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && valueAt(to + 1) === valueAt(from)) to++;
    for (let i = from; i <= to; i++) ranks[order[i] as number] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;

  function valueAt(position: number): number | undefined {
    return values[order[position] as number];
  }
}

import { normalQuantile } from './normal.ts';

/** The Mann-Kendall test for a monotone trend. */
export interface MannKendall {
  /** S: how many of the pairs rise, less how many fall. */
  readonly score: number;
  /** The variance of S where nothing but chance is at work, ties accounted for. */
  readonly variance: number;
  /** How surprising S is, in standard deviations; positive where the values rise. */
  readonly z: number;
}

/** Up to this length the distribution of S is counted out; beyond it the normal curve is as good. */
const EXACT_LENGTH = 24;

const exactTails = new Map<number, readonly number[]>();

/**
 * S = sum over i < j of sgn(x[j] - x[i]); Var S = [n(n-1)(2n+5) - sum over ties t(t-1)(2t+5)] / 18.
 * Without ties and up to 24 values `z` comes from the exact distribution of S, else from (|S| - 1) / sqrt(Var S).
 * H. B. Mann, Econometrica 13 (1945); M. G. Kendall, Rank Correlation Methods (1975).
 */
export function mannKendall(values: readonly number[]): MannKendall {
  const n = values.length;
  let score = 0;
  for (let j = 1; j < n; j++)
    for (let i = 0; i < j; i++) score += Math.sign((values[j] as number) - (values[i] as number));
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let ties = 0;
  for (const t of counts.values()) ties += t * (t - 1) * (2 * t + 5);
  const variance = (n * (n - 1) * (2 * n + 5) - ties) / 18;
  if (score === 0 || variance === 0) return { score, variance, z: 0 };
  const surprise =
    ties === 0 && n <= EXACT_LENGTH
      ? -normalQuantile(kendallTail(n, Math.abs(score)))
      : (Math.abs(score) - 1) / Math.sqrt(variance);
  return { score, variance, z: Math.sign(score) * surprise };
}

/**
 * The probability that S is at least `score` for `length` values in random order: the share of the
 * permutations with at most (n(n-1)/2 - score) / 2 inversions.
 */
export function kendallTail(length: number, score: number): number {
  const pairs = (length * (length - 1)) / 2;
  const inversions = Math.floor((pairs - score) / 2);
  if (inversions < 0) return 0;
  const tails = exactTails.get(length) ?? inversionTails(length);
  exactTails.set(length, tails);
  return tails[Math.min(inversions, pairs)] ?? 1;
}

/** Entry k is the share of the permutations of `length` values that have at most k inversions. */
function inversionTails(length: number): readonly number[] {
  let shares = [1];
  for (let n = 2; n <= length; n++) {
    const next = new Array<number>(shares.length + n - 1).fill(0);
    for (const [k, share] of shares.entries())
      for (let extra = 0; extra < n; extra++) next[k + extra] = (next[k + extra] ?? 0) + share / n;
    shares = next;
  }
  let sum = 0;
  return shares.map((share) => {
    sum += share;
    return Math.min(sum, 1);
  });
}

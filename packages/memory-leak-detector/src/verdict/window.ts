import type { Bin } from '@plimsoll/kernel/statistics/dyadic-minima';
import { floorGrowth } from '@plimsoll/kernel/statistics/floor';
import { hamedRao } from '@plimsoll/kernel/statistics/hamed-rao';
import { mannKendall } from '@plimsoll/kernel/statistics/mann-kendall';
import { median, pairwiseSlopes, slopeLowerBound } from '@plimsoll/kernel/statistics/theil-sen';

/** What one window of minima says; amounts in the unit of the values, times in seconds. */
export interface WindowFinding {
  /** Sen slope, units a second. */
  readonly slope: number;
  /** Mann-Kendall z, after Hamed and Rao. */
  readonly z: number;
  /** The lower bound of the slope, one-sided 95 %. */
  readonly lower: number;
  /** How far the floor has risen. */
  readonly risen: number;
  /** The growth that can be vouched for: the lesser of the slope's lower bound over the window and the floor's rise. */
  readonly growth: number;
  /** Whether the last third still rises at three quarters of the slope or more. */
  readonly steady: boolean;
  /** Whether a few jumps make up more than half of the rise. */
  readonly stepped: boolean;
  /** The first and the last minimum. */
  readonly first: number;
  readonly last: number;
  /** When the first minimum was seen. */
  readonly begin: number;
  /** From the first minimum to the last. */
  readonly seconds: number;
  /** Samples behind the minima. */
  readonly samples: number;
}

/** The fewest minima that are judged: five that rise by chance have odds of 1 to 120. */
export const FEWEST_BINS = 5;

/** One-sided 95 %. */
const CONFIDENCE = 1.6449;

/** The least of the last minima that tell whether the growth goes on. */
const FEWEST_LAST = 4;

/** A curve that saturates falls below this before it has reached 60 % of its plateau; the noise of a leak rarely does. */
const STEADY_RATIO = 0.75;

/** In units of the usual gap between two minima. */
const LONG_GAP = 4;

/** Looks at one window of at least `FEWEST_BINS` minima. */
export function examine(bins: readonly Bin[]): WindowFinding {
  const values = bins.map((bin) => bin.value);
  const first = bins[0] as Bin;
  const last = bins.at(-1) as Bin;
  const seconds = last.time - first.time;
  const slopes = pairwiseSlopes(bins);
  const slope = median(slopes);
  const inflation = Math.max(1, hamedRao(bins, slope));
  const { z, variance } = mannKendall(values);
  const lower = slopeLowerBound(slopes, CONFIDENCE, Math.sqrt(variance * inflation));
  const tail = bins.slice(-Math.max(FEWEST_LAST, Math.ceil(bins.length / 3)));
  const risen = floorGrowth(values);
  return {
    slope,
    lower,
    risen,
    z: z / Math.sqrt(inflation),
    growth: Math.min(lower * seconds, risen),
    steady: median(pairwiseSlopes(tail)) >= STEADY_RATIO * slope,
    stepped: jumps(bins, slope) > (last.value - first.value) / 2,
    first: first.value,
    last: last.value,
    begin: first.time,
    seconds,
    samples: bins.reduce((sum, bin) => sum + bin.count, 0),
  };
}

/**
 * How far the largest rises from one value to the next exceed what the slope accounts for: a
 * long gap between two samples is no step, a night in which the machine slept is no gap.
 */
function jumps(bins: readonly Bin[], slope: number): number {
  const pairs = bins.slice(1).map((bin, index) => {
    const before = bins[index] as Bin;
    return { rise: bin.value - before.value, gap: bin.time - before.time };
  });
  const longest = LONG_GAP * median(Float64Array.from(pairs, ({ gap }) => gap).sort());
  return pairs
    .map(({ rise, gap }) => rise - slope * Math.min(gap, longest))
    .sort((a, b) => b - a)
    .slice(0, jumpsOf(bins.length))
    .reduce((sum, excess) => sum + Math.max(0, excess), 0);
}

/** How many jumps are looked for: of four values one, up to three, and of more than 24 one for each eight. */
function jumpsOf(length: number): number {
  return Math.max(1, Math.min(3, Math.floor(length / 4)), Math.ceil(length / 8));
}

import { normalProbability } from '@plimsoll/kernel/statistics/normal';
import { replayWait } from './replay.ts';
import type { Uses } from './use-trace.ts';

/** With fewer uses nothing is said. */
const FEWEST_USES = 200;

/** No pool is advised to be larger. */
const LARGEST_SIZE = 1024;

/** How large a pool should be. */
export interface SizeAdvice {
  /** The fewest connections with which the waits stay within their target, 1 to 1024. */
  readonly size: number;
  /** Connections in use in the mean: uses a second times their mean duration (Little, 1961). */
  readonly load: number;
  /**
   * How probable it is that the load is known to within one connection, 0 to 1: its standard error is
   * load x sqrt((1 + c2) / uses) for arrivals at random and uses of the squared coefficient of variation c2.
   */
  readonly confidence: number;
  /** How many uses it rests upon. */
  readonly uses: number;
  /** How long the last tenth of them held a connection in the mean, seconds. */
  readonly useSeconds: number;
}

export interface SizeTarget {
  /** The wait that is to be kept, seconds. */
  readonly waitSeconds: number;
  /** The share of the requests that is to keep it, 0 to 1. */
  readonly quantile: number;
}

/**
 * The fewest connections that would have kept the waits of `uses` within `target`, by bisection over replays. It yields after
 * each of its eleven replays, so that its host can go on in another turn; no advice below 200 uses.
 */
export function* adviseFrom(
  uses: Uses,
  { waitSeconds, quantile }: SizeTarget,
): Generator<undefined, SizeAdvice | undefined> {
  const count = uses.asked.length;
  if (count < FEWEST_USES) return undefined;
  let tooSmall = 0;
  let size = LARGEST_SIZE;
  while (size - tooSmall > 1) {
    const middle = (tooSmall + size) >> 1;
    if (replayWait(uses, middle, quantile) <= waitSeconds) size = middle;
    else tooSmall = middle;
    yield;
  }
  const mean = uses.held.reduce((sum, each) => sum + each, 0) / count;
  const variance = uses.held.reduce((sum, each) => sum + (each - mean) ** 2, 0) / count;
  const seconds = (uses.asked.at(-1) as number) - (uses.asked[0] as number);
  const load = seconds > 0 ? (mean * count) / seconds : 0;
  const error = load * Math.sqrt((1 + (mean > 0 ? variance / mean ** 2 : 0)) / count);
  const confidence = error > 0 ? 2 * normalProbability(1 / error) - 1 : 1;
  const latest = uses.held.subarray(Math.floor(count * 0.9));
  const useSeconds = latest.reduce((sum, each) => sum + each, 0) / latest.length;
  return { size, load, confidence, uses: count, useSeconds };
}

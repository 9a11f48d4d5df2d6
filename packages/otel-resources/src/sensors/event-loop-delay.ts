import { createHistogram, type ELDHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { watchTurns } from './loop-turns.ts';

/** Event loop delay in seconds, over a window. */
interface Delay {
  readonly min: number;
  readonly max: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** The delay of at least the last `windowSeconds`, at most twice as long, where that does not change. */
export interface DelayWindow extends Disposable {
  /** `now` is monotonic seconds; `undefined` while nothing is measured yet. */
  read(now: number): Delay | undefined;
}

/** Makes a histogram in nanoseconds. */
export interface DelaySource {
  /** Whether the first measurement holds the time that the loop was waiting. */
  readonly settles: boolean;
  create(): Pick<ELDHistogram, 'enable' | 'disable' | 'reset' | 'percentile' | 'min' | 'max'> & {
    readonly count: number;
  };
}

/** Node from 24.19 and 26.5 measures each turn of the loop, and wakes nothing. */
function delaySource(): DelaySource {
  const perIteration = { samplePerIteration: true };
  return knowsPerIteration()
    ? { settles: true, create: () => monitorEventLoopDelay(perIteration) }
    : { settles: false, create: () => turnHistogram() };
}

/** Older ones only have a timer for it, which wakes an idle process again and again. */
function turnHistogram(): ReturnType<DelaySource['create']> {
  const histogram = createHistogram();
  let turns: Disposable | undefined;
  return {
    get min() {
      return histogram.min;
    },
    get max() {
      return histogram.max;
    },
    get count() {
      return histogram.count;
    },
    percentile: (percent) => histogram.percentile(percent),
    reset: () => histogram.reset(),
    enable() {
      // A histogram counts whole numbers from 1.
      turns ??= watchTurns((millis) => histogram.record(Math.max(1, Math.round(millis * 1e6))));
      return true;
    },
    disable() {
      turns?.[Symbol.dispose]();
      turns = undefined;
      return true;
    },
  };
}

/** A Node that knows the option refuses a value of a wrong type; others overlook it. */
function knowsPerIteration(): boolean {
  try {
    monitorEventLoopDelay({ samplePerIteration: 'unknown' } as object);
    return false;
  } catch {
    return true;
  }
}

/** To find a percentile takes longer than all else of a sample of the event loop; one told is at most so old, in seconds, */
const PERCENTILES_SECONDS = 5;
/** and misses at most so great a part of the measurements, none of which is the longest. */
const UNSEEN_SHARE = 0.05;

/**
 * Two histograms, restarted in turn, of which that is read which has run longer. One alone would forget a stall between
 * its restart and the next export, and what spans a restart is in none at all where a timer measures.
 */
export function openDelayWindow(
  windowSeconds: () => number,
  now: number,
  source: DelaySource = delaySource(),
): DelayWindow {
  let [longer, shorter] = [source.create(), source.create()];
  let restartedAt = now;
  let settled = !source.settles;
  let pending: NodeJS.Immediate | undefined;
  let told: { readonly at: number; readonly count: number; readonly delay: Delay } | undefined;
  longer.enable();
  shorter.enable();

  const soon = (action: () => void): void => {
    pending = setImmediate(action);
    pending.unref();
  };
  if (!settled)
    soon(() =>
      soon(() => {
        longer.reset();
        shorter.reset();
        settled = true;
      }),
    );

  return {
    read(at) {
      if (at - restartedAt >= windowSeconds()) {
        longer.reset();
        [longer, shorter] = [shorter, longer];
        restartedAt = at;
        told = undefined;
      }
      const { count } = longer;
      if (!settled || count === 0) return undefined;
      const [min, max] = [seconds(longer.min), seconds(longer.max)];
      const fresh =
        told?.delay.max === max &&
        at - told.at < PERCENTILES_SECONDS &&
        count - told.count <= count * UNSEEN_SHARE;
      if (told && fresh) return { ...told.delay, min };
      const [p50, p90, p99] = [longer.percentile(50), longer.percentile(90), longer.percentile(99)];
      const delay = { min, max, p50: seconds(p50), p90: seconds(p90), p99: seconds(p99) };
      told = { at, count, delay };
      return delay;
    },
    [Symbol.dispose]() {
      if (pending) clearImmediate(pending);
      longer.disable();
      shorter.disable();
    },
  };
}

function seconds(nanoseconds: number): number {
  return nanoseconds / 1e9;
}

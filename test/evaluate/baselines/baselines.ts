import { mannKendall } from '@plimsoll/kernel/statistics/mann-kendall';
import { leastSquares, type Reading } from './statistics.ts';

/** A reading and the limit that it must stay below. */
export interface LimitedReading extends Reading {
  readonly limit: number;
}

/** When a rule that others use first alarms over a series; `undefined` where it never does. */
export type Baseline = (readings: readonly LimitedReading[]) => number | undefined;

/** The rolling rules look at so many readings, and at no fewer than these. */
const ROLLING = 20;
const FEWEST = 5;

const FIVE_PERCENT = 1.6449;

/** node-memwatch: five full collections in a row, each of which left more than the one before. */
export const memwatch: Baseline = (readings) => {
  let rising = 0;
  let before = 0;
  for (const { time, value } of readings) {
    rising = value > before ? rising + 1 : 0;
    before = value;
    if (rising >= 5) return time;
  }
  return undefined;
};

function rolling(alarms: (window: readonly LimitedReading[]) => boolean): Baseline {
  return (readings) =>
    readings.find((_, index) => {
      const window = readings.slice(Math.max(0, index + 1 - ROLLING), index + 1);
      return window.length >= FEWEST && alarms(window);
    })?.time;
}

/** A line of least squares that rises and explains four fifths of the variance of the last 20 readings. */
export const linearRegression: Baseline = rolling((window) => {
  const line = leastSquares(window);
  return line !== undefined && line.slope > 0 && line.determination > 0.8;
});

/** Mann-Kendall at 5 % over the last 20 readings. */
export const mannKendallAlone: Baseline = rolling(
  (window) => mannKendall(window.map(({ value }) => value)).z > FIVE_PERCENT,
);

/** How Prometheus is set up here: scraped every 15 s, ranges of 150 s, alarms that must hold for 60 s. */
const SCRAPE_SECONDS = 15;
const RANGE_SECONDS = 150;
const FOR_SECONDS = 60;

function prometheus(alarms: (range: readonly Reading[], now: LimitedReading) => boolean): Baseline {
  return (readings) => {
    const scrapes = scraped(readings);
    let pending: number | undefined;
    for (const now of scrapes) {
      const range = scrapes.filter(
        ({ time }) => time > now.time - RANGE_SECONDS && time <= now.time,
      );
      if (range.length >= 2 && alarms(range, now)) {
        pending ??= now.time;
        if (now.time - pending >= FOR_SECONDS) return now.time;
      } else pending = undefined;
    }
    return undefined;
  };
}

/** A gauge keeps its last value. */
function scraped(readings: readonly LimitedReading[]): LimitedReading[] {
  const first = readings[0];
  const last = readings.at(-1);
  const scrapes: LimitedReading[] = [];
  if (!first || !last) return scrapes;
  let index = 0;
  for (let time = first.time; time <= last.time; time += SCRAPE_SECONDS) {
    while ((readings[index + 1]?.time ?? Number.POSITIVE_INFINITY) <= time) index += 1;
    scrapes.push({ ...(readings[index] as LimitedReading), time });
  }
  return scrapes;
}

/** `deriv(used_after_gc[150s]) > 0`. */
export const deriv: Baseline = prometheus((range) => (leastSquares(range)?.slope ?? 0) > 0);

/** `predict_linear(used_after_gc[150s], 3600) > limit`. */
export const predictLinear: Baseline = prometheus(
  (range, now) => (leastSquares(range)?.at(now.time + 3600) ?? 0) > now.limit,
);

export const BASELINES: Readonly<Record<string, Baseline>> = {
  'memwatch, five growths': memwatch,
  'linear regression, R2 > 0.8': linearRegression,
  'Mann-Kendall, p < 0.05': mannKendallAlone,
  'Prometheus deriv > 0': deriv,
  'Prometheus predict_linear 1 h': predictLinear,
};

import { type Bin, createDyadicMinima } from '@plimsoll/kernel/statistics/dyadic-minima';
import { createReversedRunUp } from '@plimsoll/kernel/statistics/run-up';
import { criticalZ } from './looks.ts';
import { examine, FEWEST_BINS, type WindowFinding } from './window.ts';

/** One look at an amount that should not grow for ever. */
export interface LeakSample {
  /** Monotonic seconds since the start of the process. */
  readonly time: number;
  readonly value: number;
  /** Where the amount must end. */
  readonly limit: number;
}

export type LeakState = 'unknown' | 'none' | 'suspected' | 'confirmed';

export interface LeakVerdict {
  /** `unknown` until enough was seen to say anything. */
  readonly state: LeakState;
  /** The share, 0 to 1, of the growth that confirmation takes. */
  readonly suspicion: number;
  /** Units a second; `undefined` until it can be told. */
  readonly growthRate: number | undefined;
  /** The span in seconds that the verdict rests on, and the samples in it. */
  readonly windowSeconds: number;
  readonly sampleCount: number;
  /** Seconds until the limit at this rate, at most `HORIZON_SECONDS`; `undefined` without growth. */
  readonly timeLeftSeconds: number | undefined;
  readonly value: number;
  readonly limit: number;
}

export interface LeakVerdictOptions {
  /** The time after start whose growth is expected. */
  readonly warmupSeconds: number;
  /** The width of the finest bin. */
  readonly minBinSeconds: number;
  /** The share of the head-room that growth must have eaten. */
  readonly suspectedHeadroomRatio: number;
  readonly confirmedHeadroomRatio: number;
  /** Growth below this is never reported, in the unit of the values. */
  readonly materiality: number;
  /** Growth must exceed the largest run-up that was given back, times this. */
  readonly reversalFactor: number;
  /** The accepted odds of a chance alarm, at start and then a day. */
  readonly falseAlarmRatio: number;
}

/** A fold: a sample in, the verdict out. It has no clock; all time is in the samples. */
export interface LeakFold {
  push(sample: LeakSample): LeakVerdict;
}

/** Forecasts end here: 30 days. */
export const HORIZON_SECONDS: number = 30 * 86_400;

/** Bins a window; more would cost more and add little (Mann-Kendall over 24 takes 30 us). */
const WINDOW_BINS = 24;

/** The last of them are judged by themselves too: where samples are rare, a window reaches far back. */
const RECENT_BINS = 12;

/** Looks at a scale while its window is renewed once. */
const LOOKS = 6;

/** From `minBinSeconds` on by doubling: from minutes to a year. */
const LEVELS = 16;

/** The growth rate that is shown while all is well is that of the longest window up to this. */
const RATE_SECONDS = 900;

/** While warming up, only growth that will soon end the process counts. */
const WARMUP_SUSPECTED_RATIO = 0.4;
const WARMUP_CONFIRMED_RATIO = 0.6;

/** Past run-ups never ask for more than this share of the head-room. */
const REVERSAL_CAP = 0.6;

/** Confirmation waits for this share of the window that aroused suspicion, and for growth to go on until then. */
const RIPE_RATIO = 1 / 8;

/** Growth counts as given back at this share of it, and as ended at this share of its rate. */
const RESOLVED_RATIO = 0.2;

interface Finding extends WindowFinding {
  readonly level: number;
  readonly score: number;
  readonly suspected: boolean;
  readonly confirmed: boolean;
}

interface Alarm {
  /** Confirmation does not come before. */
  readonly ripe: number;
  readonly base: number;
  peak: number;
  /** When growth was last seen, how high it stood, and the finding. */
  grownAt: number;
  finding: Finding;
}

/**
 * `unknown -> none -> suspected -> confirmed -> none`. Minima of the samples are kept at 16 time scales, 24 each; a scale is
 * looked at whenever a sixth of its window is new. A window accuses where all of these hold:
 *   trend        Mann-Kendall z, corrected for autocorrelation, above the critical z of this look
 *   materiality  G >= max(materiality, h * (limit - first), 1.5 R): G the vouched growth, R the largest reversed run-up
 *   steadiness   the last third rises at half the slope or more: a warm-up or a filling cache slows down
 *   no step      no few jumps make up half of the rise
 * with h = 0.05 for `suspected` and 0.15 for `confirmed`, which takes an eighth of the window longer. It ends when 80 % of the growth is
 * given back, or when for as long as the window no more than a fifth of the rate is left.
 */
export function createLeakFold(options: LeakVerdictOptions): LeakFold {
  const minima = createDyadicMinima({
    width: options.minBinSeconds,
    levels: LEVELS,
    capacity: WINDOW_BINS,
  });
  const runUp = createReversedRunUp();
  let looks: { count: number; fresh: number; finding: Finding | undefined }[] = [];
  let warm = false;
  let state: LeakState = 'unknown';
  let alarm: Alarm | undefined;

  const forget = (): void => {
    minima.clear();
    looks = Array.from({ length: LEVELS }, () => ({ count: 0, fresh: 0, finding: undefined }));
  };
  forget();

  const judge = (bins: readonly Bin[], level: number, critical: number, limit: number): Finding => {
    const found = examine(bins);
    const headroom = Math.max(0, limit - found.first);
    const reversed = Math.min(options.reversalFactor * runUp.largest, REVERSAL_CAP * headroom);
    const needed = (ratio: number): number =>
      Math.max(options.materiality, ratio * headroom, reversed);
    const accuses = found.z > critical && found.steady && !found.stepped && found.growth > 0;
    const toConfirm = needed(warm ? options.confirmedHeadroomRatio : WARMUP_CONFIRMED_RATIO);
    const toSuspect = needed(warm ? options.suspectedHeadroomRatio : WARMUP_SUSPECTED_RATIO);
    return {
      ...found,
      level,
      score: accuses ? Math.min(1, found.growth / toConfirm) : 0,
      suspected: accuses && found.growth >= toSuspect,
      confirmed: accuses && found.growth >= toConfirm,
    };
  };

  const look = (closed: number, limit: number): Finding[] => {
    const found: Finding[] = [];
    for (let level = 0; level < closed; level++) {
      const scale = looks[level];
      const bins = minima.window(level);
      const step = Math.max(1, bins.length / LOOKS);
      if (!scale || ++scale.fresh < step || bins.length < FEWEST_BINS) continue;
      scale.fresh = 0;
      scale.count += 1;
      const ratio = options.falseAlarmRatio / 2;
      const between = options.minBinSeconds * 2 ** level * step;
      const critical = criticalZ(ratio, level, scale.count, between);
      const whole = judge(bins, level, critical, limit);
      const recent = judge(bins.slice(-RECENT_BINS), level, critical, limit);
      scale.finding = recent.score > whole.score ? recent : whole;
      found.push(scale.finding);
    }
    return found;
  };

  const resolved = ({ value, time }: LeakSample): boolean => {
    if (!alarm) return false;
    if (value <= alarm.base + RESOLVED_RATIO * (alarm.peak - alarm.base)) return true;
    const { slope, seconds, last } = alarm.finding;
    const waited = time - alarm.grownAt;
    return waited >= seconds && value <= last + RESOLVED_RATIO * slope * waited;
  };

  const decide = (sample: LeakSample, found: readonly Finding[]): void => {
    const worst = found
      .filter((each) => each.suspected)
      .sort((a, b) => b.score - a.score)
      .at(0);
    if (worst && alarm) {
      const ripe = sample.time >= alarm.ripe;
      if (ripe && found.some((each) => each.confirmed)) state = 'confirmed';
      alarm.peak = Math.max(alarm.peak, worst.last);
      alarm.grownAt = sample.time;
      alarm.finding = worst;
    } else if (worst) {
      state = 'suspected';
      alarm = {
        ripe: sample.time + worst.seconds * RIPE_RATIO,
        base: worst.first,
        peak: worst.last,
        grownAt: sample.time,
        finding: worst,
      };
    } else if (resolved(sample)) {
      alarm = undefined;
      state = 'none';
      forget();
    } else if (state === 'unknown' && warm && found.length > 0) state = 'none';
  };

  return {
    push(sample) {
      if (!warm && sample.time >= options.warmupSeconds) {
        warm = true;
        if (!alarm) forget();
      }
      const closed = minima.push(sample.time, sample.value);
      const newest = closed > 0 ? minima.closed(0).at(-1) : undefined;
      if (newest && warm) runUp.push(newest.value);
      decide(sample, look(closed, sample.limit));
      const finding = shownFinding(looks, alarm);
      return verdictOf(sample, state, looks, finding);
    },
  };
}

function shownFinding(
  looks: readonly { finding: Finding | undefined }[],
  alarm: Alarm | undefined,
): Finding | undefined {
  const findings = looks.flatMap(({ finding }) => (finding ? [finding] : []));
  if (alarm) return findings.find((each) => each.level === alarm.finding.level) ?? alarm.finding;
  return findings.filter((each) => each.seconds <= RATE_SECONDS).at(-1) ?? findings.at(0);
}

function verdictOf(
  { value, limit }: LeakSample,
  state: LeakState,
  looks: readonly { finding: Finding | undefined }[],
  finding: Finding | undefined,
): LeakVerdict {
  const rate = finding?.slope;
  const left = rate !== undefined && rate > 0 ? (limit - value) / rate : undefined;
  return {
    state,
    suspicion: looks.reduce((most, each) => Math.max(most, each.finding?.score ?? 0), 0),
    growthRate: rate,
    windowSeconds: finding?.seconds ?? 0,
    sampleCount: finding?.samples ?? 0,
    timeLeftSeconds: left === undefined ? undefined : Math.min(HORIZON_SECONDS, Math.max(0, left)),
    value,
    limit,
  };
}

import { createForecast } from './forecast.ts';
import {
  createScales,
  type ExamineWindow,
  type Finding,
  type LeakSample,
  type LeakVerdictOptions,
  type Scales,
} from './scales.ts';
import { HALF_HELD, type Witness } from './witnesses.ts';

export type LeakState = 'unknown' | 'none' | 'suspected' | 'confirmed';

export interface LeakVerdict {
  /** `unknown` until enough was seen to say anything. */
  readonly state: LeakState;
  /** The share, 0 to 1, of the growth that confirmation takes; while a leak is suspected what raised that, while it is confirmed 1. */
  readonly suspicion: number;
  /** Units a second; `undefined` until it can be told. */
  readonly growthRate: number | undefined;
  /** The span in seconds that the verdict rests on, and the samples in it. */
  readonly windowSeconds: number;
  readonly sampleCount: number;
  /** Seconds until the limit at this rate, at most 30 days; `undefined` without growth. */
  readonly timeLeftSeconds: number | undefined;
  readonly value: number;
  readonly limit: number;
}

/** A fold: a sample in, the verdict out. It has no clock; all time is in the samples. */
export interface LeakFold {
  push(sample: LeakSample): LeakVerdict;
  /** Whether growth speaks for a leak, and only another collection can tell: one that vouches for it, or bears a suspicion out. */
  readonly inDoubt: boolean;
}

/** Forecasts end here. */
const HORIZON_SECONDS = 30 * 86_400;

/** The growth rate that is shown while all is well is that of the longest window up to this. */
const RATE_SECONDS = 900;

/** Growth counts as given back when this share of it is left, and as ended at this share of its rate. */
const RESOLVED_RATIO = 0.2;

/** A gap between two samples counts as watched up to this share of the window. */
const LONGEST_WATCH_RATIO = 0.25;

/** What is suspected and has eaten this share of the head-room is confirmed by the next collection that leaves still more. */
const EXHAUSTING_RATIO = 0.8;

/** Growth that is foretold, silently until it is suspected. */
interface Alarm {
  readonly base: number;
  readonly peak: number;
  /** The highest load. */
  readonly load: number;
  /** Seconds that were watched since growth was last seen, and what was seen then. */
  waited: number;
  readonly finding: Finding;
  /** Whether it was borne out. */
  readonly proven: boolean;
}

/**
 * `unknown -> none -> suspected -> confirmed -> none`, on what `createScales` finds. Growth that may become a suspicion is foretold;
 * confirmation takes a later look, and a collection that bears the forecast out. An alarm ends when 80 % of the growth is given
 * back, or when for as long as its window no more than a fifth of the rate is left; then history begins anew.
 */
export function createLeakFold(
  options: LeakVerdictOptions,
  witness: Witness = HALF_HELD,
  examineWindow?: ExamineWindow,
): LeakFold {
  const create = (): Scales => createScales(options, witness, examineWindow);
  let scales = create();
  /** What begins half way through the warm-up, to take over at its end. */
  let next: Scales | undefined;
  let settled = false;
  const forecast = createForecast();
  let state: LeakState = 'unknown';
  let alarm: Alarm | undefined;
  let last: LeakSample | undefined;

  /**
   * At first two histories are kept: of all, for growth that will soon end the process, and of all but the first half of the
   * warm-up, which takes over once the process is warm and there is enough of it to be looked at.
   */
  const look = (sample: LeakSample): readonly Finding[] => {
    const warm = sample.time >= options.warmupSeconds;
    const suspect = sample.held === undefined ? undefined : alarm?.finding.level;
    const found = scales.push(sample, settled || (warm && alarm !== undefined), suspect);
    if (settled) return found;
    if (!next && sample.time >= options.warmupSeconds / 2) {
      next = create();
      // Where collections are rare, the last one before is needed to see where growth began.
      if (last && last.time >= options.warmupSeconds / 4) next.push(last, true);
    }
    const later = next?.push(sample, warm) ?? [];
    settled = warm && (alarm !== undefined || later.length > 0);
    if (!settled || alarm || !next) return found;
    scales = next;
    return later;
  };

  const accuse = (worst: Finding, confirmed: boolean): void => {
    if (!alarm || forecast.kept === false) forecast.begin(worst.lower, worst.perLoad);
    const borneOut = alarm !== undefined && (forecast.kept || !witness.borneOut);
    alarm = {
      base: alarm?.base ?? worst.first,
      peak: Math.max(alarm?.peak ?? 0, worst.last),
      load: Math.max(alarm?.load ?? 0, worst.load ?? 0),
      waited: 0,
      finding: worst,
      proven: alarm?.proven || (confirmed && borneOut),
    };
  };

  /** One step a sample: whoever is told of a confirmation has been told of a suspicion. */
  const step = (found: readonly Finding[]): void => {
    if (state === 'unknown' && found.length > 0 && settled) state = 'none';
    if (!alarm) return;
    if (state === 'suspected' && alarm.proven) state = 'confirmed';
    if (state === 'confirmed') return;
    if (alarm.proven || found.some(({ suspected }) => suspected)) state = 'suspected';
  };

  return {
    push(sample) {
      if (sample.held !== undefined) forecast.push(sample.time, sample.held, sample.load);
      if (alarm && last) alarm.waited += watched(sample.time - last.time, alarm);
      if (alarm && exhausting(alarm, sample)) alarm = { ...alarm, proven: true };
      const found = look(sample);
      last = sample;
      const worst = found
        .filter(({ foretold }) => foretold)
        .sort((a, b) => b.score - a.score)
        .at(0);
      const shown = worst ?? shownOf(scales.latest(), alarm);
      if (worst)
        accuse(
          worst,
          found.some(({ confirmed }) => confirmed),
        );
      else if (alarm && resolved(alarm, sample)) {
        alarm = undefined;
        state = 'none';
        scales.clear();
      }
      step(found);
      const suspicion = suspicionOf(state, scales.latest(), alarm);
      return verdictOf(sample, state, suspicion, shown);
    },
    get inDoubt() {
      if (state === 'suspected') return forecast.kept === undefined;
      return !alarm && scales.unvouched;
    },
  };
}

/** Near the limit collections take the time that growth would need: no forecast of its rate holds. */
function exhausting({ base, finding }: Alarm, { held, limit }: LeakSample): boolean {
  return (
    held !== undefined && held > finding.last && held - base >= EXHAUSTING_RATIO * (limit - base)
  );
}

/** A machine that sleeps watches nothing. */
function watched(seconds: number, { finding }: Alarm): number {
  return Math.max(0, Math.min(seconds, finding.seconds * LONGEST_WATCH_RATIO));
}

function resolved(alarm: Alarm, { value: seen, load }: LeakSample): boolean {
  // What is given back with the load comes back with it.
  const fallen = load === undefined ? 0 : Math.max(0, alarm.load - load);
  const value = seen + alarm.finding.perLoad * fallen;
  if (value <= alarm.base + RESOLVED_RATIO * (alarm.peak - alarm.base)) return true;
  const { slope, seconds, last } = alarm.finding;
  return alarm.waited >= seconds && value <= last + RESOLVED_RATIO * slope * alarm.waited;
}

/** The finding whose rate is shown: in an alarm that of its scale. */
function shownOf(latest: readonly Finding[], alarm: Alarm | undefined): Finding | undefined {
  if (alarm) return latest.find((each) => each.level === alarm.finding.level) ?? alarm.finding;
  return latest.filter((each) => each.seconds <= RATE_SECONDS).at(-1) ?? latest.at(0);
}

/** A later look that finds nothing does not end an alarm. */
function suspicionOf(
  state: LeakState,
  latest: readonly Finding[],
  alarm: Alarm | undefined,
): number {
  if (state === 'confirmed') return 1;
  const raised = state === 'suspected' ? (alarm?.finding.score ?? 0) : 0;
  return latest.reduce((most, { score }) => Math.max(most, score), raised);
}

function verdictOf(
  { value, limit }: LeakSample,
  state: LeakState,
  suspicion: number,
  shown: Finding | undefined,
): LeakVerdict {
  const rate = shown?.slope;
  const left = rate !== undefined && rate > 0 ? (limit - value) / rate : undefined;
  return {
    state,
    suspicion,
    growthRate: rate,
    windowSeconds: shown?.seconds ?? 0,
    sampleCount: shown?.samples ?? 0,
    timeLeftSeconds: left === undefined ? undefined : Math.min(HORIZON_SECONDS, Math.max(0, left)),
    value,
    limit,
  };
}

import { OPTIONS } from '../../src/options.ts';
import {
  createLeakFold,
  type LeakState,
  type LeakVerdict,
} from '../../src/verdict/leak-verdict.ts';
import type { LeakSample, LeakVerdictOptions } from '../../src/verdict/scales.ts';

export const MEBIBYTE: number = 2 ** 20;
export const HOUR = 3600;

/** What the package uses where nothing is set. */
export const DEFAULTS: LeakVerdictOptions = {
  warmupSeconds: OPTIONS.warmupMillis.fallback / 1000,
  minBinSeconds: OPTIONS.minBinMillis.fallback / 1000,
  suspectedHeadroomRatio: OPTIONS.suspectedHeadroomRatio.fallback,
  confirmedHeadroomRatio: OPTIONS.confirmedHeadroomRatio.fallback,
  materiality: OPTIONS.materialityBytes.fallback,
  reversalFactor: OPTIONS.reversalFactor.fallback,
  falseAlarmRatio: OPTIONS.falseAlarmRatio.fallback,
};

type Random = () => number;

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Live MiB above the base at a time in seconds. */
export type Shape = (time: number) => number;

export interface Run {
  readonly shape: Shape;
  readonly random: Random;
  readonly seconds: number;
  /** The mean time between two samples; they come at 0.3 to 1.7 of it. */
  readonly every: number;
  readonly base: number;
  readonly limit: number;
  readonly options?: Partial<LeakVerdictOptions>;
}

interface Change {
  readonly time: number;
  readonly state: LeakState;
  readonly verdict: LeakVerdict;
}

/** A sample right after a collection, in MiB. */
export function sampleAt(time: number, value: number, limit = 512): LeakSample {
  return { time, value: value * MEBIBYTE, limit: limit * MEBIBYTE, held: value * MEBIBYTE };
}

/** Changes of state over a run; V8 leaves 2 to 10 % of garbage afloat. It ends where the limit is reached. */
export function changesOf(run: Run): Change[] {
  const { shape, random, seconds, every, base, limit } = run;
  const samples: LeakSample[] = [];
  for (let time = every; time < seconds; time += every * (0.3 + 1.4 * random())) {
    const live = base + shape(time);
    if (live > limit) break;
    const afloat =
      0.02 + 0.02 * Math.abs(gaussian(random)) + (random() < 0.03 ? 0.08 * random() : 0);
    samples.push(sampleAt(time, live * (1 + afloat), limit));
  }
  return fold(samples, run.options);
}

/** The changes of state that a series makes. */
export function fold(
  samples: readonly LeakSample[],
  options: Partial<LeakVerdictOptions> = {},
): Change[] {
  const leak = createLeakFold({ ...DEFAULTS, ...options });
  const changes: Change[] = [];
  let state: LeakState = 'unknown';
  for (const sample of samples) {
    const verdict = leak.push(sample);
    if (verdict.state !== state) changes.push({ time: sample.time, state: verdict.state, verdict });
    state = verdict.state;
  }
  return changes;
}

export function statesOf(changes: readonly Change[]): LeakState[] {
  return changes.map(({ state }) => state);
}

/** The healthy shapes of a day in a heap of 512 MiB with 100 MiB in use. */
export const HEALTHY: Readonly<Record<string, (random: Random) => Shape>> = {
  'a flat heap': () => () => 0,
  'a wandering heap': (random) => {
    let level = 0;
    return () => {
      level = 0.95 * level + 2 * gaussian(random);
      return level;
    };
  },
  'a warm-up to a plateau': (random) => {
    const tau = (0.5 + 1.5 * random()) * HOUR;
    return (time) => 60 * (1 - Math.exp(-time / tau));
  },
  'a saw-tooth': (random) => {
    const period = (20 + 160 * random()) * 60;
    const phase = random();
    return (time) => 40 * ((time / period + phase) % 1);
  },
  bursts: (random) => {
    const bursts = Array.from({ length: 8 }, () => ({
      begin: random() * 24 * HOUR,
      seconds: (5 + 25 * random()) * 60,
      height: 10 + 50 * random(),
      ramp: random() < 0.5,
    }));
    return (time) => {
      let sum = 0;
      for (const { begin, seconds, height, ramp } of bursts)
        if (time > begin && time < begin + seconds)
          sum += height * (ramp ? (time - begin) / seconds : 1);
      return sum;
    };
  },
  'a bounded cache that fills below the waited share': (random) => {
    const seconds = (2 + 6 * random()) * HOUR;
    return (time) => 50 * Math.min(1, time / seconds);
  },
  'a daily cycle': (random) => {
    const phase = 2 * Math.PI * random();
    return (time) => 20 * Math.sin((time / (24 * HOUR)) * 2 * Math.PI + phase);
  },
  'level steps': (random) => {
    const steps = Array.from(
      { length: 4 },
      () => [random() * 24 * HOUR, 5 + 20 * random()] as const,
    );
    return (time) => steps.reduce((sum, [at, height]) => (time > at ? sum + height : sum), 0);
  },
  'logarithmic growth': () => (time) => 12 * Math.log1p(time / 600),
};

import { type Bin, createDyadicMinima } from '@plimsoll/kernel/statistics/dyadic-minima';
import { createLoadShare, type LoadedBin, type Unexplained, withoutLoad } from './load.ts';
import { criticalZ } from './looks.ts';
import { createReversals } from './reversals.ts';
import { examine, FEWEST_BINS, type WindowFinding } from './window.ts';
import { createWitnesses, HALF_HELD, type Witness } from './witnesses.ts';

/** One look at an amount that should not grow for ever. */
export interface LeakSample {
  /** Monotonic seconds since the start of the process. */
  readonly time: number;
  readonly value: number;
  /** Where the amount must end. */
  readonly limit: number;
  /** What was really held when garbage was last collected, if that was since the last sample. */
  readonly held: number | undefined;
  /** What the amount follows, at this time, where that is known. */
  readonly load?: number | undefined;
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

export type ExamineWindow = (bins: readonly Bin[]) => WindowFinding;

/** What a look at one time scale found. */
export interface Finding extends WindowFinding {
  readonly level: number;
  /** What each unit of load was taken to hold, and the load at the end. */
  readonly perLoad: number;
  readonly load: number | undefined;
  /** The share, 0 to 1, of the growth that confirmation takes; 0 where anything else speaks against a leak. */
  readonly score: number;
  /** Whether it is enough to foretell by. */
  readonly foretold: boolean;
  readonly suspected: boolean;
  readonly confirmed: boolean;
  /** Whether only collections are missing that vouch for what would be suspected. */
  readonly unvouched: boolean;
}

/** The history of an amount at many time scales, and what was last found at each. */
export interface Scales {
  /**
   * Takes a sample and looks at the scales for which it is time, and at that of `suspect`; what was found, finest first.
   * Until the process is warm only growth that will soon end it counts.
   */
  push(sample: LeakSample, warm: boolean, suspect?: number): readonly Finding[];
  /** The latest finding of each scale that has one, finest first. */
  latest(): readonly Finding[];
  /** Whether collections are missing that vouch for what a scale would suspect; those that came since its look count. */
  readonly unvouched: boolean;
  /** Begins anew; only the reversed run-ups stay. */
  clear(): void;
}

/** Bins a window; more would cost more and add little (Mann-Kendall over 24 takes 30 us). */
const WINDOW_BINS = 24;

/** The last of them are judged by themselves too: where samples are rare, a window reaches far back. */
const RECENT_BINS = 12;

/** Looks at a scale while its window is renewed once. */
const LOOKS = 6;

/** From `minBinSeconds` on by doubling: from minutes to three months. */
const LEVELS = 16;

/** A window confirms by collections until its last quarter: an estimate goes on in a straight line where growth has ended. */
const WITNESSED_RATIO = 0.75;

/** From this share of what is suspected on growth is foretold: the test of a suspicion has begun by the time it is raised. */
export const FORETOLD_RATIO: number = 5 / 8;

/** While warming up, only growth that will soon end the process counts. */
const WARMUP_SUSPECTED_RATIO = 0.4;
const WARMUP_CONFIRMED_RATIO = 0.6;

/** Past run-ups never ask for more than this share of the head-room. */
const REVERSAL_CAP = 0.6;

/** Growth that will end the process within this is confirmed at a smaller share: who waits for more cannot act on it. */
const URGENT_SECONDS = 3600;
const URGENT_RATIO = 2 / 3;

/** Growth that will take longer than this is confirmed by so many collections in a window: up to three steps between four lie in a line at times. */
const FAR_SECONDS = 86_400;
const FAR_COLLECTIONS = 5;

/** Bins of 43 minutes: what was given back with the load is told by how the load varies over the day. */
const DAILY_LEVEL = 8;

interface Scale {
  looks: number;
  /** Bins closed since the last look. */
  fresh: number;
  finding: Finding | undefined;
  /** When that was found. */
  time: number;
}

interface Look {
  readonly level: number;
  readonly critical: number;
  readonly limit: number;
  readonly warm: boolean;
}

/**
 * Minima of the samples at 16 time scales, 24 each; a scale is looked at whenever a sixth of its window is new.
 * A window accuses where all of these hold:
 *   trend        Mann-Kendall z, corrected for autocorrelation, above the critical z of this look
 *   materiality  G >= max(materiality, h * (limit - first), 1.5 R): G the vouched growth, R the largest reversed run-up
 *   held         so much of that as the witness asks for was still there after the last collection of garbage in the window
 *   steadiness   the last third rises at three quarters of the slope or more: a warm-up or a filling cache slows down
 *   no step      no few jumps make up half of the rise
 *   collections  to confirm what will take more than a day, five
 * of what the load does not explain, where one is told,
 * with h = 0.08 for `suspected` and 0.15 for `confirmed`, 0.1 where the limit is an hour away. A test may hand in a window's examination that lacks one.
 */
export function createScales(
  options: LeakVerdictOptions,
  witness: Witness = HALF_HELD,
  examineWindow: ExamineWindow = examine,
): Scales {
  const bins = { width: options.minBinSeconds, levels: LEVELS, capacity: WINDOW_BINS };
  const minima = createDyadicMinima(bins);
  const reversals = createReversals();
  let scales: Scale[] = [];
  const loadShare = createLoadShare(bins);
  const witnesses = createWitnesses(options.minBinSeconds);

  const clear = (): void => {
    minima.clear();
    scales = Array.from({ length: LEVELS }, () => ({
      looks: 0,
      fresh: 0,
      finding: undefined,
      time: 0,
    }));
  };
  clear();

  const judge = (
    bins: readonly LoadedBin[],
    { bins: rest, perLoad, most }: Unexplained,
    { level, critical, limit, warm }: Look,
  ): Finding => {
    const [begin, end] = [bins[0], bins.at(-1)] as [LoadedBin, LoadedBin];
    const found = { ...examineWindow(rest), last: end.value };
    const headroom = Math.max(0, limit - found.first);
    const reversed = Math.min(options.reversalFactor * reversals.largest, REVERSAL_CAP * headroom);
    const needed = (ratio: number): number =>
      Math.max(options.materiality, ratio * headroom, reversed);
    const held = witnesses.since(begin, perLoad);
    const seen = Math.min(found.growth, most);
    const growth = Math.min(seen, witness.factor * held.growth);
    const goesOn = found.steady && held.steady;
    const from = end.time - witness.within * (end.time - begin.time);
    const told = held.times.filter((time) => time >= from).length >= witness.count;
    const speaks = found.z > critical && goesOn && !found.stepped;
    const accuses = speaks && growth > 0;
    const recent = !witness.estimated || held.seconds >= WITNESSED_RATIO * found.seconds;
    const left = (limit - found.last) / found.slope;
    const tooFew = left >= FAR_SECONDS && held.times.length < FAR_COLLECTIONS;
    const share = options.confirmedHeadroomRatio * (left < URGENT_SECONDS ? URGENT_RATIO : 1);
    const toConfirm = needed(warm ? share : WARMUP_CONFIRMED_RATIO);
    const suspected = options.suspectedHeadroomRatio;
    const toSuspect = needed(warm ? suspected : WARMUP_SUSPECTED_RATIO);
    const toForetell = needed(warm ? FORETOLD_RATIO * suspected : WARMUP_SUSPECTED_RATIO);
    return {
      ...found,
      level,
      perLoad,
      load: end.beside,
      score: accuses ? Math.min(1, growth / toConfirm) : 0,
      foretold: accuses && told && growth >= toForetell,
      suspected: accuses && told && growth >= toSuspect,
      confirmed: accuses && told && recent && !tooFew && growth >= toConfirm,
      unvouched: speaks && !told && seen >= toSuspect,
    };
  };

  const look = (
    scale: Scale,
    level: number,
    { limit, warm, asked }: { limit: number; warm: boolean; asked: boolean },
  ): Finding | undefined => {
    const bins = minima.window(level);
    const step = Math.max(1, bins.length / LOOKS);
    if (bins.length < FEWEST_BINS || (scale.fresh < step && !asked)) return undefined;
    // Who is suspected is asked by every collection, which can raise no suspicion.
    if (scale.fresh >= step) {
      scale.fresh = 0;
      scale.looks += 1;
    }
    const recent = bins.length > RECENT_BINS ? [bins.slice(-RECENT_BINS)] : [];
    const share = loadShare.at(level);
    const judged = [bins, ...recent].flatMap((window) =>
      withoutLoad(window, share).map((rest) => ({ window, rest })),
    );
    const seconds = options.minBinSeconds * 2 ** level * step;
    const critical = criticalZ(
      options.falseAlarmRatio / (2 * (share.rising > 0 ? 2 : 1)),
      level,
      scale.looks,
      seconds,
    );
    const terms = { level, critical, limit, warm };
    return judged
      .map(({ window, rest }) => judge(window, rest, terms))
      .reduce((worst, each) => (each.score > worst.score ? each : worst));
  };

  return {
    push({ time, value, limit, held, load }, warm, suspect) {
      const closed = minima.push(time, value, load);
      if (held !== undefined && load !== undefined) loadShare.push(time, held, load);
      const least = held === undefined ? undefined : witnesses.push(time, held, load);
      const newest = closed > 0 ? minima.newest(0) : undefined;
      const settled = witness.estimated ? least : newest;
      if (settled && warm) reversals.push(settled, loadShare.at(DAILY_LEVEL).all);
      const found: Finding[] = [];
      for (const [level, scale] of scales.entries()) {
        if (level < closed) scale.fresh += 1;
        const asked = level === suspect;
        if (level >= closed && !asked) continue;
        const finding = look(scale, level, { limit, warm, asked });
        if (!finding) continue;
        scale.finding = finding;
        scale.time = time;
        found.push(finding);
      }
      return found;
    },
    latest: () => scales.flatMap(({ finding }) => (finding ? [finding] : [])),
    get unvouched() {
      return scales.some(
        ({ finding, time }) => finding?.unvouched && witnesses.countAfter(time) < witness.count,
      );
    },
    clear,
  };
}

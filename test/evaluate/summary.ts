import { BASELINES, type LimitedReading } from './baselines/baselines.ts';
import { clopperPearson } from './clopper-pearson.ts';
import type { Outcome } from './outcome.ts';

/** A share with its exact 95 % interval; `null` where nothing could be counted. */
export interface Rate {
  readonly value: number | null;
  readonly low: number;
  readonly high: number;
  readonly hits: number;
  readonly of: number;
}

export function rateOf(hits: number, of: number): Rate {
  const [low, high] = clopperPearson(hits, of);
  return { value: of === 0 ? null : hits / of, low, high, hits, of };
}

/** How a rule did: recall over the due leaks; leaks that are not due count for nothing. */
interface Score {
  readonly precision: Rate;
  readonly recall: Rate;
  readonly medianDelaySeconds: number | null;
}

export interface Summary {
  /** Of what was confirmed, the share that leaks; `null` where nothing was confirmed. */
  readonly precision: number | null;
  /** Of the due leaks, the share that was confirmed; `null` where none was due. */
  readonly recall: number | null;
  /** How many leaks had eaten a tenth of the head-room. */
  readonly due: number;
  readonly suspectedHealthy: number;
  readonly confirmedHealthy: number;
  /** Healthy ones that no rule could have told from a leak in time; they count for nothing else. */
  readonly undecidable: number;
  readonly medianDelaySeconds: number | null;
  /** Of the due leaks that were confirmed, the share whose first culprit, or one of the first three, is right. */
  readonly culpritTop1: number | null;
  readonly culpritTop3: number | null;
  /** The middle of the delays as shares of the time that the heap needs to fill. */
  readonly medianDelayRatio: number | null;
  /** The rates above with their intervals, and those of the rules that others use, over the same samples. */
  readonly rates: Readonly<Record<string, Rate>>;
  readonly baselines: Readonly<Record<string, Score>>;
}

/** One run: what the detector said, and what others have to judge by. */
export interface Judged {
  readonly outcome: Outcome;
  /** By area. */
  readonly readings: Readonly<Record<string, readonly LimitedReading[]>>;
}

export function summaryOf(all: readonly Judged[]): Summary {
  const judged = all.filter(({ outcome }) => !outcome.undecidable);
  const outcomes = judged.map(({ outcome }) => outcome);
  const confirmed = outcomes.filter(({ verdict }) => verdict === 'confirmed');
  const hits = confirmed.filter(({ leak }) => leak);
  const due = outcomes.filter((outcome) => outcome.due);
  const found = due.filter(({ verdict }) => verdict === 'confirmed');
  const healthy = outcomes.filter(({ leak }) => !leak);
  const named = (places: number): Rate =>
    rateOf(
      found.filter(({ culpritRank }) => culpritRank !== null && culpritRank <= places).length,
      found.length,
    );
  const rates = {
    precision: rateOf(hits.length, confirmed.length),
    recall: rateOf(found.length, due.length),
    confirmedHealthy: rateOf(confirmed.length - hits.length, healthy.length),
    culpritTop1: named(1),
    culpritTop3: named(3),
  };
  return {
    precision: rates.precision.value,
    recall: rates.recall.value,
    due: due.length,
    suspectedHealthy: healthy.filter(({ verdict }) => verdict === 'suspected').length,
    confirmedHealthy: confirmed.length - hits.length,
    undecidable: all.length - judged.length,
    medianDelaySeconds: medianOf(hits.map(({ delaySeconds }) => delaySeconds)),
    culpritTop1: rates.culpritTop1.value,
    culpritTop3: rates.culpritTop3.value,
    medianDelayRatio: medianOf(hits.map(({ delayRatio }) => delayRatio)),
    rates,
    baselines: Object.fromEntries(
      Object.entries(BASELINES).map(([name, baseline]) => [name, scoreOf(judged, baseline)]),
    ),
  };
}

/** A baseline alarms where it does for any area. */
function scoreOf(
  judged: readonly Judged[],
  baseline: (readings: readonly LimitedReading[]) => number | undefined,
): Score {
  const alarms = judged.map(({ outcome, readings }) => ({
    outcome,
    times: Object.values(readings).flatMap((area) => baseline(area) ?? []),
  }));
  const alarmed = alarms.filter(({ times }) => times.length > 0);
  const hits = alarmed.filter(({ outcome }) => outcome.leak);
  const due = alarms.filter(({ outcome }) => outcome.due);
  return {
    precision: rateOf(hits.length, alarmed.length),
    recall: rateOf(due.filter(({ times }) => times.length > 0).length, due.length),
    medianDelaySeconds: medianOf(hits.map(({ times }) => Math.min(...times))),
  };
}

export function medianOf(values: readonly (number | null)[]): number | null {
  const ascending = values.filter((value) => value !== null).sort((a, b) => a - b);
  const middle = ascending.length >> 1;
  const upper = ascending[middle];
  if (upper === undefined) return null;
  return ascending.length % 2 === 1 ? upper : (upper + (ascending[middle - 1] as number)) / 2;
}

import type { Area } from './areas.ts';
import type { Culprit } from './evidence/culprits.ts';
import type { Gatherers } from './evidence/evidence.ts';
import type { WorkerReading } from './limit/worker-verdicts.ts';
import type { LeakState, LeakVerdict } from './verdict/leak-verdict.ts';

/** What the detector knows of one area of memory. */
export interface LeakReading {
  readonly state: LeakState;
  /** 0 to 1: the share of the growth that confirmation takes. */
  readonly suspicion: number;
  readonly growthBytesPerSecond: number | undefined;
  /** The live heap after the last full collection, or the external or native memory at the last sample. */
  readonly usedAfterGcBytes: number | undefined;
  /** Where the area ends. */
  readonly limitBytes: number | undefined;
  /** Seconds until then at this rate, at most 30 days; `undefined` without growth, and outside the heap beyond `limitBytes`. */
  readonly timeLeftSeconds: number | undefined;
  /** The functions whose allocations stay, most first; empty until a leak is suspected and enough was seen of it. */
  readonly culprits: readonly Culprit[];
}

/** What the detector knows of the process: of each area of memory, and of the heap of each worker thread. */
export type LeakReadings = Readonly<Record<Area, LeakReading>> & {
  /** Those that began after the detector and were asked for a minute, 32 at most. */
  readonly workers: readonly WorkerReading[];
};

/** `live` is the heap after the last collection, which an estimate between two of them does not move. */
export function readingsOf(
  verdicts: Readonly<Record<Area, LeakVerdict>>,
  live: number | undefined,
  gatherers: Gatherers,
  workers: readonly WorkerReading[],
): LeakReadings {
  const of = (area: Area): LeakReading => {
    const used = area === 'heap' ? live : undefined;
    return readingOf(verdicts[area], used, gatherers[area]?.evidence.culprits ?? []);
  };
  return { heap: of('heap'), external: of('external'), native: of('native'), workers };
}

function readingOf(
  verdict: LeakVerdict,
  used: number | undefined,
  culprits: readonly Culprit[],
): LeakReading {
  const known = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);
  return {
    state: verdict.state,
    suspicion: verdict.suspicion,
    growthBytesPerSecond: verdict.growthRate,
    usedAfterGcBytes: used ?? known(verdict.value),
    limitBytes: known(verdict.limit),
    timeLeftSeconds: verdict.timeLeftSeconds,
    culprits,
  };
}

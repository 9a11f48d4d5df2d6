import type { InstrumentationContext } from '@plimsoll/kernel';
import { takeSnapshot } from '../acts/take-heap-snapshot.ts';
import type { Area } from '../areas.ts';
import type { LeakConfig } from '../options.ts';
import type { LeakVerdict } from '../verdict/leak-verdict.ts';
import { startBufferSampling } from './buffer-sampling.ts';
import type { SamplingProfile } from './culprits.ts';
import { deoptimize } from './deoptimize.ts';
import { createGatherer, type Gatherer } from './gatherer.ts';
import {
  profilerModules,
  readsWithoutCollection,
  type Sampling,
  startHeapSampling,
} from './heap-sampling.ts';
import { writeProfile } from './profile-file.ts';
import { originalPositions } from './source-positions.ts';

/** Where evidence comes from and goes to; a test hands in its own. */
export interface EvidenceSources {
  readonly startHeapSampling: (sampleBytes: number) => Sampling;
  readonly startBufferSampling: (sampleBytes: number) => Sampling;
  /** Has V8 charge each function with what it allocates, for a while. */
  readonly deoptimize: () => void;
  /** Whether a look at the samples takes a full collection. */
  readonly looksCollect: boolean;
  readonly takeSnapshot: typeof takeSnapshot;
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** The sources of this process. */
export function evidenceSources(): EvidenceSources {
  return {
    startHeapSampling: (sampleBytes) => startHeapSampling(sampleBytes),
    startBufferSampling: (sampleBytes) => startBufferSampling(sampleBytes),
    deoptimize: () => deoptimize(profilerModules()),
    takeSnapshot,
    looksCollect: !readsWithoutCollection(profilerModules()),
  };
}

/** A full collection, two of which the inspector does: measured 0.8 to 1.5 ms/MB; a deoptimisation: 1.1 ms/MB. */
const PAUSE_SECONDS_PER_BYTE = 1.2e-3 / 2 ** 20;

export type Gatherers = Partial<Record<Area, Gatherer>>;

/** A gatherer for each area; none where nothing is to be gathered. */
export function createGatherers(
  options: LeakConfig,
  sources: EvidenceSources,
  { clock, faults }: InstrumentationContext,
): Gatherers {
  if (!options.evidence) return {};
  const { evidenceFolder: folder, evidenceFileLimit: limit, profileFormat } = options;
  const save = (profile: SamplingProfile): Promise<string> => {
    const files = { folder: folder as string, limit, ...sources };
    return writeProfile(files, profileFormat, profile, clock.epochMillis());
  };
  const common = {
    clock,
    faults,
    seconds: options.evidenceMillis / 1000,
    locate: originalPositions,
    save: folder === undefined ? undefined : save,
  };
  const brief = (used: number): boolean =>
    used * PAUSE_SECONDS_PER_BYTE * 1000 <= options.evidencePauseMillis;
  const startHeapSampling = (sampleBytes: number, used: number): Sampling => {
    // What it allocates itself is not sampled.
    if (brief(used)) sources.deoptimize();
    return sources.startHeapSampling(sampleBytes);
  };
  const affordable = ({ value }: LeakVerdict): boolean => !sources.looksCollect || brief(value);
  return {
    heap: createGatherer({ ...common, start: startHeapSampling, affordable }),
    external: createGatherer({
      ...common,
      start: sources.startBufferSampling,
      affordable: () => true,
    }),
  };
}

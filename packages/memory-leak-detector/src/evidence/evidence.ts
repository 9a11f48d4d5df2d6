import type { InstrumentationContext } from '@plimsoll/kernel';
import { takeSnapshot } from '../acts/take-heap-snapshot.ts';
import type { Area } from '../areas.ts';
import type { WorkerHeap } from '../limit/worker-heaps.ts';
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
import { startWorkerSampling, workersCanBeSampled } from './worker-sampling.ts';

/** Where evidence comes from and goes to; a test hands in its own. */
export interface EvidenceSources {
  readonly startHeapSampling: (sampleBytes: number) => Sampling;
  readonly startBufferSampling: (sampleBytes: number) => Sampling;
  /** Where workers can be sampled. */
  readonly startWorkerSampling?: typeof startWorkerSampling;
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
    ...(workersCanBeSampled(profilerModules()) && { startWorkerSampling }),
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
  context: InstrumentationContext,
): Gatherers {
  if (!options.evidence) return {};
  const common = commonOf(options, sources, context);
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

/** A gatherer for the heap of a worker; none where nothing is to be gathered, or workers cannot be sampled. */
export function createWorkerGatherer(
  options: LeakConfig,
  sources: EvidenceSources,
  context: InstrumentationContext,
  { worker }: WorkerHeap,
): Gatherer | undefined {
  const { startWorkerSampling: sample } = sources;
  if (!options.evidence || !sample || !worker) return undefined;
  return createGatherer({
    ...commonOf(options, sources, context),
    start: (sampleBytes) => sample(worker, sampleBytes, context.clock),
    affordable: () => true,
  });
}

function commonOf(
  options: LeakConfig,
  sources: EvidenceSources,
  { clock, faults }: InstrumentationContext,
) {
  const { evidenceFolder: folder, evidenceFileLimit: limit, profileFormat } = options;
  const save = (profile: SamplingProfile): Promise<string> => {
    const files = { folder: folder as string, limit, ...sources };
    return writeProfile(files, profileFormat, profile, clock.epochMillis());
  };
  return {
    clock,
    faults,
    seconds: options.evidenceMillis / 1000,
    locate: originalPositions,
    save: folder === undefined ? undefined : save,
  };
}

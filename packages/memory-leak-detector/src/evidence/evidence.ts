import { getHeapStatistics } from 'node:v8';
import type { InstrumentationContext } from '@plimsoll/kernel';
import { collectGarbage } from '../acts/collect-garbage.ts';
import { takeSnapshot } from '../acts/take-heap-snapshot.ts';
import type { Area } from '../areas.ts';
import type { WorkerHeap } from '../limit/worker-heaps.ts';
import type { LeakConfig } from '../options.ts';
import { measureAllocation } from '../samples/allocation-rate.ts';
import { type AskedCollections, createAskedCollections } from './asked-collections.ts';
import { startBufferSampling } from './buffer-sampling.ts';
import type { SamplingProfile } from './culprits.ts';
import { deoptimize } from './deoptimize.ts';
import { startExternalSampling } from './external-sampling.ts';
import { createGatherer, type Gatherer } from './gatherer.ts';
import {
  profilerModules,
  readsWithoutCollection,
  type Sampling,
  startHeapSampling,
} from './heap-sampling.ts';
import { startHolderSampling } from './holder-sampling.ts';
import { type MeteredSources, startMeteredSampling } from './metered-sampling.ts';
import { writeProfile } from './profile-file.ts';
import { shareSampling } from './shared-sampling.ts';
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
  /** Bytes of the heap in use. */
  readonly heapUsed: () => number;
  readonly measureAllocation: typeof measureAllocation;
  readonly takeSnapshot: typeof takeSnapshot;
  readonly collectGarbage: typeof collectGarbage;
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
    collectGarbage,
    looksCollect: !readsWithoutCollection(profilerModules()),
    heapUsed: () => getHeapStatistics().used_heap_size,
    measureAllocation,
  };
}

/** A full collection, two of which the inspector does: measured 0.8 to 1.5 ms/MB; a deoptimisation: 1.1 ms/MB. */
const PAUSE_SECONDS_PER_BYTE = 1.2e-3 / 2 ** 20;

/** So much finer than the growth asks for is sampled what costs little: few samples come before V8 inlines again. */
const FINER = 32;

/** A few objects a second hold much. */
const LEAST_SECONDS = 40;

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
  const { heapUsed } = sources;
  const affordable = (used: number): boolean => !sources.looksCollect || brief(used);
  const metered: MeteredSources = {
    ...sources,
    clock: context.clock,
    deoptimize: () => {
      if (brief(heapUsed())) sources.deoptimize();
    },
  };
  const start = shareSampling((finestBytes: number) => startMeteredSampling(metered, finestBytes));
  const startHolders = (): Sampling =>
    startHolderSampling({
      clock: context.clock,
      start,
      affordable: () => affordable(heapUsed()),
    });
  const outside = { ...common, leastSeconds: LEAST_SECONDS };
  return {
    heap: createGatherer({
      ...common,
      start: (sampleBytes) => start(sampleBytes / FINER),
      affordable: ({ value }) => affordable(value),
    }),
    external: createGatherer({
      ...outside,
      start: (sampleBytes) =>
        startExternalSampling(
          sources.startBufferSampling(sampleBytes),
          affordable(heapUsed()) ? startHolders() : undefined,
        ),
      affordable: () => true,
    }),
    native: createGatherer({
      ...outside,
      start: startHolders,
      affordable: () => affordable(heapUsed()),
    }),
  };
}

/** Collections for the verdict of native memory; none where nothing is to be gathered. */
export function askCollections(
  { evidence, evidencePauseMillis: pauseMillis }: LeakConfig,
  { collectGarbage: collect }: EvidenceSources,
  { clock, faults }: InstrumentationContext,
): AskedCollections | undefined {
  return evidence ? createAskedCollections({ clock, faults, collect, pauseMillis }) : undefined;
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

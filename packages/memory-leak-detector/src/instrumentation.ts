import {
  begin,
  type Clock,
  createThresholds,
  type InstrumentationContext,
  InstrumentationHost,
  readOptions,
  type Thresholds,
} from '@plimsoll/kernel';
import { AREAS, type Area } from './areas.ts';
import { watchCaches } from './caches/watch-caches.ts';
import type { Culprit } from './evidence/culprits.ts';
import {
  createGatherers,
  createWorkerGatherer,
  type EvidenceSources,
  evidenceSources,
} from './evidence/evidence.ts';
import { type Evidence, NO_EVIDENCE } from './evidence/gatherer.ts';
import { watchNearLimit } from './evidence/near-limit.ts';
import {
  type HeapPressure,
  type LimitListeners,
  type NearLimit,
  watchLimits,
} from './limit/limits-watch.ts';
import { type WatchWorkers, watchWorkers } from './limit/worker-heaps.ts';
import { judgeWorkers, type WorkerReading, type WorkerVerdicts } from './limit/worker-verdicts.ts';
import { watchListeners } from './listeners/watch-listeners.ts';
import {
  checkFolder,
  checkLevels,
  checkOrder,
  type LeakConfig,
  type MemoryLeakOptions,
  OPTIONS,
} from './options.ts';
import { publish } from './publish.ts';
import { type HeapSpaces, totalOf } from './samples/heap-after-gc.ts';
import { watchHeap } from './samples/heap-watch.ts';
import { memoryLimit } from './samples/limits.ts';
import { loadReader } from './samples/load.ts';
import { createMemorySamples, HEAP_WITNESS, type MemoryReading } from './samples/memory-samples.ts';
import { type MemorySources, systemSources } from './samples/sources.ts';
import { type LeakThresholds, THRESHOLDS, verdictOptions } from './thresholds.ts';
import { UNSEEN } from './unseen.ts';
import {
  createLeakFold,
  type LeakFold,
  type LeakState,
  type LeakVerdict,
} from './verdict/leak-verdict.ts';
import { createNativeFold } from './verdict/native-fold.ts';
import type { LeakSample, LeakVerdictOptions } from './verdict/scales.ts';
import { SCOPE } from './version.ts';

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
  /** Seconds until then at this rate, at most 30 days. */
  readonly timeLeftSeconds: number | undefined;
  /** The functions whose allocations stay, most first; empty until a leak is suspected and enough was seen of it. */
  readonly culprits: readonly Culprit[];
}

/** What the detector knows of the process: of each area of memory, and of the heap of each worker thread. */
export type LeakReadings = Readonly<Record<Area, LeakReading>> & {
  /** Those that began after the detector and were asked for a minute, 32 at most. */
  readonly workers: readonly WorkerReading[];
};

/** Whoever wants to know of the levels of the heap. */
export interface HeapPressureSource {
  on(listener: (change: HeapPressure) => void): Disposable;
}

/** Stand-ins for the process, for tests. */
export interface MemoryLeakInternals {
  readonly clock?: Clock;
  readonly sources?: MemorySources;
  readonly evidence?: EvidenceSources;
  readonly workers?: WatchWorkers;
}

const UNSEEN_AREAS: Readonly<Record<Area, LeakVerdict>> = {
  heap: UNSEEN,
  external: UNSEEN,
  native: UNSEEN,
};

/**
 * Tells memory leaks from everything that only looks like one, by the live heap after the full collections
 * that V8 does anyway. Throws a `TypeError` or `RangeError` for bad options.
 */
export class MemoryLeakInstrumentation extends InstrumentationHost<MemoryLeakOptions> {
  readonly #options: LeakConfig;
  readonly #sources: MemorySources;
  #verdicts: Record<Area, LeakVerdict> = { ...UNSEEN_AREAS };
  #spaces: HeapSpaces = {};
  readonly #evidence: EvidenceSources;
  #gathered: (area: Area) => Evidence = () => NO_EVIDENCE;

  readonly #workers: WatchWorkers;
  #workerVerdicts: WorkerVerdicts | undefined;
  readonly #listeners: LimitListeners = { pressure: new Set(), nearLimit: new Set() };

  /**
   * Tells of each level of pressure that the heap enters, by what full collections leave; for `shrinkCachesUnder` and the like.
   * The level ends 5 % below its beginning, and no earlier than a minute after.
   */
  readonly pressure: HeapPressureSource = {
    on: (listener) => listening(this.#listeners.pressure, listener),
  };

  /** What counts as a leak, to be changed while it runs. */
  readonly thresholds: Thresholds<LeakThresholds>;

  constructor(options?: MemoryLeakOptions, internals: MemoryLeakInternals = {}) {
    const config = readOptions(OPTIONS, options, 'MemoryLeakInstrumentation');
    checkOrder(config);
    checkFolder(config);
    checkLevels(config);
    super(SCOPE, options ?? {}, internals.clock);
    this.#options = config;
    this.thresholds = createThresholds({
      rules: THRESHOLDS,
      initial: config,
      where: 'MemoryLeakInstrumentation.thresholds',
      faults: this.context.faults,
      check: checkOrder,
    });
    this.#sources = internals.sources ?? systemSources();
    this.#evidence = internals.evidence ?? evidenceSources();
    this.#workers = internals.workers ?? watchWorkers;
    if (config.enabled) this.enable();
  }

  /**
   * Calls `listener` when a heap comes so near to its limit that it is time to drain, the own one or that of a worker thread, and
   * again once it was farther meanwhile. Disposing the answer ends it.
   */
  onNearLimit(listener: (warning: NearLimit) => void): Disposable {
    return listening(this.#listeners.nearLimit, listener);
  }

  /** The last verdicts, by area and of workers; memory in bytes. */
  read(): LeakReadings {
    const entries = AREAS.map((area) => {
      const used = area === 'heap' ? totalOf(this.#spaces) || undefined : undefined;
      return [area, readingOf(this.#verdicts[area], used, this.#gathered(area).culprits)];
    });
    const areas = Object.fromEntries(entries) as Record<Area, LeakReading>;
    return { ...areas, workers: this.#workerVerdicts?.read() ?? [] };
  }

  protected override start(context: InstrumentationContext): Disposable {
    const options = this.#options;
    const { clock, faults } = context;
    const folds = foldsOf((area) => verdictOptions(options, this.thresholds, area));
    const others = verdictOptions(options, this.thresholds);
    this.#verdicts = { ...UNSEEN_AREAS };
    this.#spaces = {};
    return begin((cleanup) => {
      const publisher = cleanup.use(
        publish(context, () => ({ spaces: this.#spaces, verdicts: this.#verdicts })),
      );
      watchNearLimit(options.nearLimit, faults);
      cleanup.use(watchListeners(context));
      const gatherers = createGatherers(options, this.#evidence, context);
      for (const gatherer of Object.values(gatherers)) cleanup.use(gatherer);
      this.#gathered = (area) => gatherers[area]?.evidence ?? NO_EVIDENCE;
      const snapshot = (): void => {
        if (options.snapshotOn === 'never') return;
        this.#evidence
          .takeSnapshot(context, {
            folder: options.evidenceFolder as string,
            fileLimit: options.evidenceFileLimit,
            minIntervalMillis: options.snapshotIntervalMillis,
            maxPauseMillis: options.snapshotPauseMillis,
          })
          .catch((error: unknown) => faults.report('no heap snapshot', error));
      };
      const push = (area: Area, sample: LeakSample): void => {
        const before = this.#verdicts[area].state;
        const verdict = folds[area].push(sample);
        this.#verdicts[area] = verdict;
        gatherers[area]?.push(verdict);
        if (verdict.state === before) return;
        const announce = publisher.changed(area, before, verdict);
        if (area === 'heap' && verdict.state === 'confirmed') snapshot();
        const gatherer = gatherers[area];
        if (verdict.state === 'confirmed' && gatherer) gatherer.settle(announce);
        else announce(this.#gathered(area));
      };
      const caches = cleanup.use(watchCaches(context, () => createLeakFold(others)));
      const limits = cleanup.use(
        watchLimits(
          context,
          { ...options, drainSeconds: options.drainMillis / 1000 },
          this.#listeners,
          this.#workers,
        ),
      );
      const workers = cleanup.use(
        judgeWorkers(() => createLeakFold(others), {
          onChange: (worker, before, verdict) => publisher.changed('heap', before, verdict, worker),
          gathererFor: (worker) => createWorkerGatherer(options, this.#evidence, context, worker),
        }),
      );
      this.#workerVerdicts = workers;
      const readLoad = loadReader(options.load, faults);
      const samples = createMemorySamples({ estimateFrom: options.warmupMillis / 2000 });
      const sampleBetween = (): void => {
        const reading = { ...this.#reading(clock.now()), load: readLoad() };
        push('external', samples.external(reading));
        faults.guard('native memory could not be read', () => {
          const native = samples.native(reading, this.#sources.fileShare());
          if (native) push('native', native);
        });
        faults.guard('heap sample failed', () => {
          const old = totalOf(this.#sources.readHeapAfterGc());
          const estimate = samples.estimated({ ...reading, old });
          if (estimate) push('heap', estimate);
        });
      };
      const sampleHeap = (spaces: HeapSpaces): void => {
        this.#spaces = spaces;
        for (const gatherer of Object.values(gatherers)) gatherer.collected();
        const reading = { ...this.#reading(clock.now()), load: readLoad() };
        push('heap', samples.collected({ ...reading, old: totalOf(spaces) }));
        const { limit, timeLeftSeconds } = this.#verdicts.heap;
        const usedBytes = totalOf(spaces);
        limits.push({ time: clock.now(), usedBytes, limitBytes: limit, timeLeftSeconds });
      };
      const heap = cleanup.use(
        watchHeap({
          sources: this.#sources,
          clock,
          faults,
          intervalSeconds: options.minSampleIntervalMillis / 1000,
          onSample: sampleHeap,
        }),
      );
      const tick = (): void => {
        faults.guard('heap watch failed', () => heap.tick());
        faults.guard('memory sample failed', sampleBetween);
        for (const gatherer of Object.values(gatherers)) gatherer.tick();
        const { limit, value } = this.#verdicts.heap;
        faults.guard('workers could not be watched', () =>
          workers.push(clock.now(), limits.tick()),
        );
        faults.guard('caches could not be watched', () => caches.tick(limit - value));
      };
      cleanup.use(clock.every(options.externalIntervalMillis / 1000, tick));
    });
  }

  #reading(time: number): MemoryReading {
    const { memoryUsage, oldSpaceLimit, constrainedMemory, totalMemory } = this.#sources;
    const given = this.thresholds.values.memoryLimitBytes;
    return {
      time,
      usage: memoryUsage(),
      oldSpace: oldSpaceLimit(),
      memory: memoryLimit(given, constrainedMemory(), totalMemory()),
    };
  }
}

function listening<T>(listeners: Set<T>, listener: T): Disposable {
  listeners.add(listener);
  return { [Symbol.dispose]: () => void listeners.delete(listener) };
}

function foldsOf(optionsOf: (area: Area) => LeakVerdictOptions): Readonly<Record<Area, LeakFold>> {
  return {
    heap: createLeakFold(optionsOf('heap'), HEAP_WITNESS),
    external: createLeakFold(optionsOf('external')),
    native: createNativeFold(optionsOf('native')),
  };
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

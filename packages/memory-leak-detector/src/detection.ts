import { begin, type InstrumentationContext, type Thresholds } from '@plimsoll/kernel';
import type { Area } from './areas.ts';
import { watchCaches } from './caches/watch-caches.ts';
import {
  askCollections,
  createGatherers,
  createWorkerGatherer,
  type EvidenceSources,
} from './evidence/evidence.ts';
import { type Evidence, NO_EVIDENCE } from './evidence/gatherer.ts';
import { createLastProfile, watchNearLimit } from './evidence/near-limit.ts';
import { type LimitListeners, watchLimits } from './limit/limits-watch.ts';
import type { WatchWorkers } from './limit/worker-heaps.ts';
import { judgeWorkers, type WorkerVerdicts } from './limit/worker-verdicts.ts';
import { watchListeners } from './listeners/watch-listeners.ts';
import type { LeakConfig } from './options.ts';
import { publish } from './publish.ts';
import { type LeakReadings, readingsOf } from './readings.ts';
import { type HeapSpaces, totalOf } from './samples/heap-after-gc.ts';
import { watchHeap } from './samples/heap-watch.ts';
import { memoryLimit } from './samples/limits.ts';
import { createLivedClock } from './samples/lived-clock.ts';
import { loadReader } from './samples/load.ts';
import { createMemorySamples, HEAP_WITNESS, type MemoryReading } from './samples/memory-samples.ts';
import type { MemorySources } from './samples/sources.ts';
import { type LeakThresholds, verdictOptions } from './thresholds.ts';
import { UNSEEN } from './unseen.ts';
import { createLeakFold, type LeakFold, type LeakVerdict } from './verdict/leak-verdict.ts';
import { createNativeFold } from './verdict/native-fold.ts';
import type { LeakSample } from './verdict/scales.ts';

/** What memory is judged by, where it is read, and who wants to know. */
export interface DetectionParts {
  readonly options: LeakConfig;
  readonly thresholds: Thresholds<LeakThresholds>;
  readonly sources: MemorySources;
  readonly evidence: EvidenceSources;
  readonly workers: WatchWorkers;
  readonly listeners: LimitListeners;
}

/** Judges the memory of the process until it is disposed. */
export interface Detection extends Disposable {
  /** The last verdicts; those on areas stay once it has ended. */
  read(): LeakReadings;
}

export function startDetection(outer: InstrumentationContext, parts: DetectionParts): Detection {
  const { options, thresholds, sources } = parts;
  const clock = createLivedClock(outer.clock, options.externalIntervalMillis / 1000);
  const context = { ...outer, clock };
  const { faults } = context;
  const lastProfile = createLastProfile(parts.evidence.startHeapSampling);
  const evidence: EvidenceSources = {
    ...parts.evidence,
    startHeapSampling: (sampleBytes) => {
      lastProfile.yield();
      return parts.evidence.startHeapSampling(sampleBytes);
    },
  };
  const folds = foldsOf(options, thresholds);
  const others = verdictOptions(options, thresholds);
  const gatherers = createGatherers(options, evidence, context);
  const collections = askCollections(options, evidence, context);
  const verdicts: Record<Area, LeakVerdict> = { heap: UNSEEN, external: UNSEEN, native: UNSEEN };
  let spaces: HeapSpaces = {};
  let workers: WorkerVerdicts | undefined;
  let stopped = false;

  const running = begin((cleanup) => {
    const publisher = cleanup.use(publish(context, () => ({ spaces, verdicts })));
    const isProfiled = watchNearLimit(options.nearLimit, faults);
    cleanup.use(lastProfile);
    cleanup.use(watchListeners(context));
    for (const gatherer of Object.values(gatherers)) cleanup.use(gatherer);
    const push = (area: Area, sample: LeakSample): void => {
      const before = verdicts[area].state;
      const verdict = endOf(area, folds[area].push(sample));
      verdicts[area] = verdict;
      const gatherer = gatherers[area];
      gatherer?.push(verdict);
      if (verdict.state === before) return;
      // The heaps of workers are native memory to this thread, collected or not.
      const holder = area === 'native' ? workers?.behind(verdict.growthRate ?? 0) : undefined;
      const announce = publisher.changed(area, before, verdict, holder);
      const tell = (known: Evidence): void => {
        announce(known);
        // It may end the process, so it comes last; and not when the leak is over, or told since the detector stops.
        const wanted = area === 'heap' && verdicts.heap.state === 'confirmed';
        if (wanted && !stopped) takeSnapshot(context, parts);
      };
      if (verdict.state === 'confirmed' && gatherer) gatherer.settle(tell);
      else tell(gatherer?.evidence ?? NO_EVIDENCE);
    };
    const caches = cleanup.use(watchCaches(context, () => createLeakFold(others)));
    const rules = { ...options, drainSeconds: options.drainMillis / 1000 };
    const limits = cleanup.use(watchLimits(context, rules, parts.listeners, parts.workers));
    const judged = cleanup.use(
      judgeWorkers(() => createLeakFold(others), {
        onChange: (worker, before, verdict) => publisher.changed('heap', before, verdict, worker),
        gathererFor: (worker) => createWorkerGatherer(options, evidence, context, worker),
      }),
    );
    workers = judged;
    const readLoad = loadReader(options.load, faults);
    const samples = createMemorySamples({ estimateFrom: options.warmupMillis / 2000 });
    const read = (): MemoryReading => ({ ...readMemory(clock.now(), parts), load: readLoad() });
    const sampleBetween = (): void => {
      const reading = read();
      push('external', samples.external(reading));
      faults.guard('native memory could not be read', () => {
        const native = samples.native(reading, sources.fileShare(), limits.heldByWorkers());
        if (native) push('native', native);
      });
      faults.guard('heap sample failed', () => {
        const old = totalOf(sources.readHeapAfterGc());
        const estimate = samples.estimated({ ...reading, old });
        if (estimate) push('heap', estimate);
      });
    };
    const sampleHeap = (left: HeapSpaces): void => {
      spaces = left;
      for (const gatherer of Object.values(gatherers)) gatherer.collected();
      collections?.collected();
      const usedBytes = totalOf(left);
      push('heap', samples.collected({ ...read(), old: usedBytes }));
      const { limit: limitBytes, timeLeftSeconds, state } = verdicts.heap;
      const leaking = state === 'confirmed';
      const near = limits.push({
        time: clock.now(),
        usedBytes,
        limitBytes,
        timeLeftSeconds,
        leaking,
      });
      if (isProfiled) faults.guard('the last profile failed', () => lastProfile.push(near));
    };
    const heap = cleanup.use(
      watchHeap({
        sources,
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
      collections?.tick(folds.native.inDoubt);
      const { limit, value } = verdicts.heap;
      faults.guard('workers could not be watched', () => {
        const heaps = limits.ask();
        judged.push(clock.now(), heaps);
        limits.look(heaps, judged.read());
      });
      faults.guard('caches could not be watched', () => caches.tick(limit - value));
    };
    cleanup.use(clock.every(options.externalIntervalMillis / 1000, tick));
    cleanup.defer(() => {
      stopped = true;
    });
  });
  return {
    read: () =>
      readingsOf(verdicts, totalOf(spaces) || undefined, gatherers, workers?.read() ?? []),
    [Symbol.dispose]: () => running[Symbol.dispose](),
  };
}

function foldsOf(
  options: LeakConfig,
  thresholds: Thresholds<LeakThresholds>,
): Readonly<Record<Area, LeakFold>> {
  const optionsOf = (area: Area) => verdictOptions(options, thresholds, area);
  return {
    heap: createLeakFold(optionsOf('heap'), HEAP_WITNESS),
    external: createLeakFold(optionsOf('external')),
    native: createNativeFold(optionsOf('native')),
  };
}

/** V8 sets no limit to what is not of the heap: beyond the size that it is taken to be meant for, nothing tells when it ends. */
function endOf(area: Area, verdict: LeakVerdict): LeakVerdict {
  const outgrown = area !== 'heap' && verdict.value >= verdict.limit;
  return outgrown ? { ...verdict, timeLeftSeconds: undefined } : verdict;
}

function readMemory(time: number, { sources, thresholds }: DetectionParts): MemoryReading {
  const { memoryUsage, oldSpaceLimit, constrainedMemory, totalMemory } = sources;
  const given = thresholds.values.memoryLimitBytes;
  return {
    time,
    usage: memoryUsage(),
    oldSpace: oldSpaceLimit(),
    memory: memoryLimit(given, constrainedMemory(), totalMemory()),
  };
}

function takeSnapshot(
  context: InstrumentationContext,
  { options, evidence }: DetectionParts,
): void {
  if (options.snapshotOn === 'never') return;
  evidence
    .takeSnapshot(context, {
      folder: options.evidenceFolder as string,
      fileLimit: options.evidenceFileLimit,
      minIntervalMillis: options.snapshotIntervalMillis,
      maxPauseMillis: options.snapshotPauseMillis,
    })
    .then((outcome) => {
      if (!outcome.done && outcome.reason !== 'too_soon') throw new Error(outcome.message);
    })
    .catch((error: unknown) =>
      context.faults.report('no heap snapshot of a confirmed leak', error),
    );
}

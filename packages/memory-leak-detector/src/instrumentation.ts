import {
  type Clock,
  checkConstraints,
  createThresholds,
  type InstrumentationContext,
  InstrumentationHost,
  readOptions,
  type Thresholds,
  thresholdsIn,
} from '@plimsoll/kernel';
import { type Detection, type DetectionParts, startDetection } from './detection.ts';
import { type EvidenceSources, evidenceSources } from './evidence/evidence.ts';
import type { HeapPressure, NearLimit } from './limit/limits-watch.ts';
import { type WatchWorkers, watchWorkers } from './limit/worker-heaps.ts';
import {
  CONSTRAINTS,
  checkOrder,
  type LeakConfig,
  type MemoryLeakOptions,
  OPTIONS,
} from './options.ts';
import { type LeakReadings, readingsOf } from './readings.ts';
import { type MemorySources, systemSources } from './samples/sources.ts';
import { type LeakThresholds, THRESHOLDS } from './thresholds.ts';
import { UNSEEN } from './unseen.ts';
import { SCOPE } from './version.ts';

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

/**
 * Tells memory leaks from everything that only looks like one, by the live heap after the full collections that V8 does
 * anyway, and by external and native memory. Throws a `TypeError` or `RangeError` for bad options.
 */
export class MemoryLeakInstrumentation extends InstrumentationHost<MemoryLeakOptions> {
  #parts: DetectionParts;
  /** The last one, which still tells its verdicts when it has ended. */
  #detection: Detection | undefined;

  /**
   * Tells of each level of pressure that the heap enters, by what full collections leave; for `shrinkCachesUnder` and the like.
   * The level ends 5 % below its beginning, and no earlier than a minute after. Throws a `TypeError` where a listener is no function.
   */
  readonly pressure: HeapPressureSource = {
    on: (listener) => listening(this.#parts.listeners.pressure, listener),
  };

  /** What counts as a leak, to be changed while it runs. */
  readonly thresholds: Thresholds<LeakThresholds>;

  constructor(options?: MemoryLeakOptions, internals: MemoryLeakInternals = {}) {
    const config = checked(options);
    super(SCOPE, options ?? {}, internals.clock);
    this.thresholds = createThresholds({
      rules: THRESHOLDS,
      initial: config,
      where: 'MemoryLeakInstrumentation.thresholds',
      faults: this.context.faults,
      check: checkOrder,
    });
    this.#parts = {
      options: config,
      thresholds: this.thresholds,
      sources: internals.sources ?? systemSources(),
      evidence: internals.evidence ?? evidenceSources(),
      workers: internals.workers ?? watchWorkers,
      listeners: { pressure: new Set(), nearLimit: new Set() },
    };
    if (config.enabled) this.enable();
  }

  /**
   * Calls `listener` when a heap comes so near to its limit that it is time to drain, the own one or that of a worker thread, and
   * again once it was farther meanwhile. Disposing the answer ends it. Throws a `TypeError` where `listener` is no function.
   */
  onNearLimit(listener: (warning: NearLimit) => void): Disposable {
    return listening(this.#parts.listeners.nearLimit, listener);
  }

  /** The last verdicts, by area and of workers; memory in bytes. */
  read(): LeakReadings {
    const unseen = { heap: UNSEEN, external: UNSEEN, native: UNSEEN };
    return this.#detection?.read() ?? readingsOf(unseen, undefined, {}, []);
  }

  /** Takes effect when it is next enabled, but for `thresholds`, which do at once. Throws as the constructor does. */
  override setConfig(options: MemoryLeakOptions): void {
    const config = checked(options);
    super.setConfig(options);
    this.#parts = { ...this.#parts, options: config };
    this.thresholds.set(thresholdsIn(THRESHOLDS, config));
  }

  protected override start(context: InstrumentationContext): Disposable {
    this.#detection = startDetection(context, this.#parts);
    return this.#detection;
  }
}

function checked(options: MemoryLeakOptions | undefined): LeakConfig {
  const config = readOptions(OPTIONS, options, 'MemoryLeakInstrumentation');
  checkConstraints(CONSTRAINTS, config);
  return config;
}

function listening<T>(listeners: Set<T>, listener: T): Disposable {
  if (typeof listener !== 'function')
    throw new TypeError(
      `Expected \`listener\` to be a function, got a value of type ${typeof listener}`,
    );
  listeners.add(listener);
  return { [Symbol.dispose]: () => void listeners.delete(listener) };
}

import type { Clock, Faults } from '@plimsoll/kernel';
import { createGcLoopFold } from './gc-loop.ts';
import type { GcRecording } from './gc-profiler.ts';
import type { HeapSpaces } from './heap-after-gc.ts';
import type { MemorySources } from './sources.ts';

export interface HeapWatchOptions {
  readonly sources: Pick<
    MemorySources,
    'watchFullCollections' | 'recordCollections' | 'readHeapAfterGc' | 'utilization'
  >;
  readonly clock: Clock;
  readonly faults: Faults;
  /** At most one sample in this time: full collections come up to 28 times a second. */
  readonly intervalSeconds: number;
  readonly onSample: (spaces: HeapSpaces) => void;
}

export interface HeapWatch extends Disposable {
  /** To be called by the timer: guards against endless collections, and reads the recording where there is one. */
  tick(): void;
}

/** Samples the live heap after V8's own full collections; without a usable observer it records them in windows. */
export function watchHeap(options: HeapWatchOptions): HeapWatch {
  const { sources, clock, faults, intervalSeconds, onSample } = options;
  const loop = createGcLoopFold();
  let observer: Disposable | undefined;
  let recording: GcRecording | undefined;
  let collections = 0;
  let sampled = Number.NEGATIVE_INFINITY;

  const take = (): void => {
    collections += 1;
    const now = clock.now();
    if (now - sampled < intervalSeconds) return;
    sampled = now;
    faults.guard('heap sample failed', () => onSample(sources.readHeapAfterGc()));
  };
  const record = (cause: string, error?: unknown): void => {
    faults.report(`${cause}, recording collections with v8.GCProfiler instead`, error);
    observer?.[Symbol.dispose]();
    observer = undefined;
    recording = faults.guard('no way to see collections, the heap is not judged', () =>
      sources.recordCollections(),
    );
  };
  const guardLoop = (): void => {
    const utilization = sources.utilization();
    const looping = loop.push({ time: clock.now(), collections, utilization });
    collections = 0;
    if (looping && observer) record('the gc observer keeps an idle process collecting');
  };

  try {
    observer = sources.watchFullCollections(take);
  } catch (error) {
    record('no gc observer', error);
  }
  return {
    tick() {
      guardLoop();
      const spaces = faults.guard('recording of collections failed', () => recording?.next());
      if (spaces) faults.guard('heap sample failed', () => onSample(spaces));
    },
    [Symbol.dispose]() {
      observer?.[Symbol.dispose]();
      recording?.[Symbol.dispose]();
      observer = undefined;
      recording = undefined;
    },
  };
}

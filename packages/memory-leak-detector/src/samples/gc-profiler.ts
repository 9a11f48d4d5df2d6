import { GCProfiler } from 'node:v8';
import { type HeapSpaces, totalOf } from './heap-after-gc.ts';

/** Collections recorded in windows, for where the observer cannot be used. */
export interface GcRecording extends Disposable {
  /** Ends the window and begins the next; the smallest live heap after a full collection in it, if there was one. */
  next(): HeapSpaces | undefined;
}

/** The part of `v8.GCProfiler` that is used. */
export interface GcProfilerLike {
  start(): void;
  stop(): { readonly statistics: readonly GcStatistic[] } | undefined;
}

interface GcStatistic {
  readonly gcType: string;
  readonly afterGC: {
    readonly heapSpaceStatistics: readonly {
      readonly spaceName: string;
      readonly spaceUsedSize: number;
    }[];
  };
}

/** `v8.GCProfiler` is exact but keeps about 4 kB a collection until it is stopped, hence the windows. */
export function recordCollections(
  create: () => GcProfilerLike = () => new GCProfiler(),
): GcRecording {
  let profiler = create();
  profiler.start();
  return {
    next() {
      const statistics = profiler.stop()?.statistics ?? [];
      profiler = create();
      profiler.start();
      const full = statistics.filter(({ gcType }) => gcType === 'MarkSweepCompact');
      const heaps = full.map(({ afterGC }) => spacesOf(afterGC));
      return heaps.sort((a, b) => totalOf(a) - totalOf(b)).at(0);
    },
    [Symbol.dispose]: () => void profiler.stop(),
  };
}

function spacesOf({ heapSpaceStatistics }: GcStatistic['afterGC']): HeapSpaces {
  const old = heapSpaceStatistics.filter(({ spaceName }) => !spaceName.startsWith('new_'));
  return Object.fromEntries(old.map((space) => [space.spaceName, space.spaceUsedSize]));
}

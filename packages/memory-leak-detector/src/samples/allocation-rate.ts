import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, type HeapSpaceInfo } from 'node:v8';
import { type GcEntry, TELLS_COLLECTIONS } from './heap-after-gc.ts';

/** Tells how much is allocated on the heap until it is disposed. */
export interface AllocationMeter extends Disposable {
  /** Bytes since it began, up to one young generation too many. */
  read(): number;
}

/**
 * Between two collections of the young generation as much is allocated as it holds; V8 lets it grow and shrink with the load, from 0.5 to
 * 64 MiB. `undefined` where the runtime tells of no collections.
 */
export function measureAllocation(): AllocationMeter | undefined {
  if (!TELLS_COLLECTIONS) return undefined;
  let collected = 0;
  const observer = new PerformanceObserver((list) => {
    const entries = list.getEntries() as readonly GcEntry[];
    const minor = entries.filter(
      ({ detail }) => detail?.kind === constants.NODE_PERFORMANCE_GC_MINOR,
    );
    const { space_used_size, space_available_size } = youngGeneration();
    collected += minor.length * (space_used_size + space_available_size);
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    read: () => collected + youngGeneration().space_used_size,
    [Symbol.dispose]: () => observer.disconnect(),
  };
}

function youngGeneration(): Pick<HeapSpaceInfo, 'space_used_size' | 'space_available_size'> {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  return young ?? { space_used_size: 0, space_available_size: 0 };
}

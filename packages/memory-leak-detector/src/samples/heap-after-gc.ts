import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';

/** Bytes in use by heap space, the young spaces left out. */
export type HeapSpaces = Readonly<Record<string, number>>;

/** Announces full collections that V8 does on its own; never causes one. */
export type WatchFullCollections = (onFullCollection: () => void) => Disposable;

/**
 * The live heap right after a full collection. Such a collection empties the young generation, so what the other spaces hold
 * is what is alive, within 0.2 %, even though the observer runs up to 40 ms later; what the young spaces hold by then is new.
 */
export function readHeapAfterGc(): HeapSpaces {
  const spaces: Record<string, number> = {};
  for (const { space_name, space_used_size } of getHeapSpaceStatistics())
    if (!space_name.startsWith('new_')) spaces[space_name] = space_used_size;
  return spaces;
}

export function totalOf(spaces: HeapSpaces): number {
  return Object.values(spaces).reduce((sum, bytes) => sum + bytes, 0);
}

/** The types of performance entries that this runtime has; `@types/node` lacks the member. */
const { supportedEntryTypes = [] } = PerformanceObserver as {
  readonly supportedEntryTypes?: readonly string[];
};

/** Whether this runtime tells of collections. */
export const TELLS_COLLECTIONS: boolean = supportedEntryTypes.includes('gc');

/** Full collections as `node:perf_hooks` reports them. Throws where there are no `gc` entries. */
export const watchFullCollections: WatchFullCollections = (onFullCollection) => {
  if (!TELLS_COLLECTIONS) throw new Error('this runtime has no gc performance entries');
  const observer = new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries() as readonly GcEntry[])
      if (detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR) onFullCollection();
  });
  observer.observe({ entryTypes: ['gc'] });
  return { [Symbol.dispose]: () => observer.disconnect() };
};

/** `@types/node` gives entries no `detail`. */
export type GcEntry = PerformanceEntry & { readonly detail?: { readonly kind: number } };

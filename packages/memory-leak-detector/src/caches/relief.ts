import { createFaults } from '@plimsoll/kernel';
import { SCOPE } from '../version.ts';
import { type CachePriority, trackedCaches } from './track-cache.ts';

export type PressureLevel = 'nominal' | 'elevated' | 'critical';

/** Whatever tells of pressure: the one of `@plimsoll/otel-resources/pressure`, `watchHeapPressure`, or the user's own. */
export interface PressureLike {
  on(listener: (change: { readonly level: PressureLevel }) => void): Disposable;
}

/** The share of its entries that a cache gives up when a level is entered, by its priority. */
const SHARES: Readonly<Record<PressureLevel, Readonly<Record<CachePriority, number>>>> = {
  nominal: { low: 0, normal: 0, high: 0, critical: 0 },
  elevated: { low: 0.5, normal: 0.25, high: 0, critical: 0 },
  critical: { low: 1, normal: 0.5, high: 0.25, critical: 0 },
};

const ORDER: readonly CachePriority[] = ['low', 'normal', 'high'];

/**
 * Shrinks the tracked caches, those of low priority first; how many entries went. `elevated` takes half of the low and a quarter of the
 * normal ones, `critical` all of the low, half of the normal and a quarter of the high ones; `critical` caches keep
 * theirs. What is freed shows after the next full collection.
 */
export async function shrinkCaches(level: PressureLevel): Promise<number> {
  let evicted = 0;
  for (const priority of ORDER)
    for (const cache of trackedCaches().values())
      if (cache.priority === priority) evicted += await cache.shrink(SHARES[level][priority]);
  return evicted;
}

/** Shrinks the tracked caches whenever a level is entered, until it is disposed. */
export function shrinkCachesUnder(pressure: PressureLike): Disposable {
  const faults = createFaults(SCOPE.name);
  return pressure.on(({ level }) => {
    shrinkCaches(level).catch((error: unknown) => faults.report('caches did not shrink', error));
  });
}

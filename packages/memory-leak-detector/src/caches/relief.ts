import { choiceOption, createFaults, type Faults, readOptions } from '@plimsoll/kernel';
import { SCOPE } from '../version.ts';
import { type CachePriority, trackedCaches } from './track-cache.ts';

export type PressureLevel = 'nominal' | 'elevated' | 'critical';

/** Whatever tells of pressure: that of the detector, the one of `@plimsoll/otel-resources/pressure`, or the user's own. */
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

const RULES = { level: choiceOption('nominal', ['nominal', 'elevated', 'critical']) };

/**
 * Shrinks the tracked caches, those of low priority first; how many entries went. `elevated` takes half of the low and a quarter of the
 * normal ones, `critical` all of the low, half of the normal and a quarter of the high ones; `critical` caches keep
 * theirs. What is freed shows after the next full collection. A cache that throws is one warning, and the others shrink. Throws a
 * `TypeError` or `RangeError` for another level.
 */
export async function shrinkCaches(level: PressureLevel): Promise<number> {
  return shrinkAll(level, createFaults(SCOPE.name));
}

/**
 * Shrinks the tracked caches whenever a level is entered, until it is disposed. Throws a `TypeError` where `pressure` tells of none.
 */
export function shrinkCachesUnder(pressure: PressureLike): Disposable {
  if (typeof Object(pressure).on !== 'function')
    throw new TypeError('Expected `pressure` to have a method `on`');
  const faults = createFaults(SCOPE.name);
  return pressure.on(({ level }) => {
    shrinkAll(level, faults).catch((error: unknown) =>
      faults.report('caches did not shrink', error),
    );
  });
}

async function shrinkAll(given: PressureLevel, faults: Faults): Promise<number> {
  const { level } = readOptions(RULES, { level: given }, 'shrinkCaches');
  let evicted = 0;
  for (const priority of ORDER)
    for (const cache of [...trackedCaches().values()].filter((each) => each.priority === priority))
      try {
        evicted += await cache.shrink(SHARES[level][priority]);
      } catch (error) {
        faults.report(`the cache ${cache.name} did not shrink`, error);
      }
  return evicted;
}

import type { Bin } from '@plimsoll/kernel/statistics/dyadic-minima';
import { median } from '@plimsoll/kernel/statistics/theil-sen';
import { createLeakFold, type LeakFold } from './leak-verdict.ts';
import type { LeakVerdictOptions } from './scales.ts';
import { examine, type WindowFinding } from './window.ts';
import type { Witness } from './witnesses.ts';

/**
 * What dead objects hold outside the heap stays until they are collected, and what the allocator keeps of it looks the same after
 * one collection as a leak does: there must be two, and growth in between.
 */
const TWICE_COLLECTED: Witness = {
  count: 2,
  within: 1 / 2,
  factor: 2,
  estimated: false,
  borneOut: true,
};

/** Of the slope: a leak rises in most stretches, and by about as much in each. */
const USUAL_RATIO = 0.5;

/**
 * A fold of resident memory. Allocators keep what a burst has freed (glibc, mallopt(3), M_TRIM_THRESHOLD), so that it rises to the
 * high-water mark of each burst that is larger than all before, and stays.
 */
export function createNativeFold(options: LeakVerdictOptions): LeakFold {
  return createLeakFold(options, TWICE_COLLECTED, examineResident);
}

/** As `examine`; stepped where most stretches rise by less than half of the slope, too. */
function examineResident(bins: readonly Bin[]): WindowFinding {
  const found = examine(bins);
  return { ...found, stepped: found.stepped || usualRise(bins) < USUAL_RATIO * found.slope };
}

/** The median of the rises from one minimum to the next, a second. */
function usualRise(bins: readonly Bin[]): number {
  const rises = bins.slice(1).map((bin, index) => {
    const before = bins[index] as Bin;
    return (bin.value - before.value) / (bin.time - before.time);
  });
  return median(Float64Array.from(rises).sort());
}

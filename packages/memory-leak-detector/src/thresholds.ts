import type { Thresholds } from '@plimsoll/kernel';
import type { Area } from './areas.ts';
import { type LeakConfig, type LeakRules, OPTIONS } from './options.ts';
import type { LeakVerdictOptions } from './verdict/scales.ts';

/** The rules of what can be changed while the detector runs. */
export const THRESHOLDS: Pick<LeakRules, keyof LeakThresholds> = {
  suspectedHeadroomRatio: OPTIONS.suspectedHeadroomRatio,
  confirmedHeadroomRatio: OPTIONS.confirmedHeadroomRatio,
  materialityBytes: OPTIONS.materialityBytes,
  nativeMaterialityBytes: OPTIONS.nativeMaterialityBytes,
  reversalFactor: OPTIONS.reversalFactor,
  memoryLimitBytes: OPTIONS.memoryLimitBytes,
};

/**
 * What can be changed while the detector runs; see the options of the same names. They count from the next look on; an
 * alarm that stands is not taken back. The odds and the bins are not among them: what was spent and binned is so.
 */
export type LeakThresholds = Pick<
  LeakConfig,
  | 'suspectedHeadroomRatio'
  | 'confirmedHeadroomRatio'
  | 'materialityBytes'
  | 'nativeMaterialityBytes'
  | 'reversalFactor'
  | 'memoryLimitBytes'
>;

/** What is resident comes and goes with every burst: its minima are those of wider bins. */
export const NATIVE_BINS = 3;

/** The options of a fold, whose thresholds are read at every look. */
export function verdictOptions(
  config: LeakConfig,
  thresholds: Thresholds<LeakThresholds>,
  area: Area = 'heap',
): LeakVerdictOptions {
  const isNative = area === 'native';
  return {
    warmupSeconds: config.warmupMillis / 1000,
    minBinSeconds: ((isNative ? NATIVE_BINS : 1) * config.minBinMillis) / 1000,
    falseAlarmRatio: config.falseAlarmRatio,
    get suspectedHeadroomRatio() {
      return thresholds.values.suspectedHeadroomRatio;
    },
    get confirmedHeadroomRatio() {
      return thresholds.values.confirmedHeadroomRatio;
    },
    get materiality() {
      return thresholds.values[isNative ? 'nativeMaterialityBytes' : 'materialityBytes'];
    },
    get reversalFactor() {
      return thresholds.values.reversalFactor;
    },
  };
}

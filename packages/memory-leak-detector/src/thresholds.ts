import type { Thresholds } from '@plimsoll/kernel';
import { type LeakConfig, type LeakRules, OPTIONS } from './options.ts';
import type { LeakVerdictOptions } from './verdict/scales.ts';

/** The rules of what can be changed while the detector runs. */
export const THRESHOLDS: Pick<LeakRules, keyof LeakThresholds> = {
  suspectedHeadroomRatio: OPTIONS.suspectedHeadroomRatio,
  confirmedHeadroomRatio: OPTIONS.confirmedHeadroomRatio,
  materialityBytes: OPTIONS.materialityBytes,
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
  | 'reversalFactor'
  | 'memoryLimitBytes'
>;

/** The options of a fold, whose thresholds are read at every look. */
export function verdictOptions(
  config: LeakConfig,
  thresholds: Thresholds<LeakThresholds>,
): LeakVerdictOptions {
  return {
    warmupSeconds: config.warmupMillis / 1000,
    minBinSeconds: config.minBinMillis / 1000,
    falseAlarmRatio: config.falseAlarmRatio,
    get suspectedHeadroomRatio() {
      return thresholds.values.suspectedHeadroomRatio;
    },
    get confirmedHeadroomRatio() {
      return thresholds.values.confirmedHeadroomRatio;
    },
    get materiality() {
      return thresholds.values.materialityBytes;
    },
    get reversalFactor() {
      return thresholds.values.reversalFactor;
    },
  };
}

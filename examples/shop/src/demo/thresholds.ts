/** What the demo sets lower than production would, so that a verdict comes while somebody looks. */
export const THRESHOLDS = {
  heapMegabytes: 128,
  sampleSeconds: 1,
  leakWarmupSeconds: 10,
  leakBinSeconds: 2,
  poolLeakSeconds: 10,
} as const;

export const THRESHOLDS_IN_WORDS: string = `heap ${THRESHOLDS.heapMegabytes} MB, samples every ${THRESHOLDS.sampleSeconds} s, heap leak after ${THRESHOLDS.leakWarmupSeconds} s of warm-up in bins of ${THRESHOLDS.leakBinSeconds} s, pool leak after ${THRESHOLDS.poolLeakSeconds} s`;

/** The same as the environment of `plimsoll/register`. */
export const THRESHOLD_VARIABLES: Readonly<Record<string, string>> = {
  PLIMSOLL_SAMPLE_INTERVAL_MILLIS: String(THRESHOLDS.sampleSeconds * 1000),
  PLIMSOLL_WARMUP_MILLIS: String(THRESHOLDS.leakWarmupSeconds * 1000),
  PLIMSOLL_MIN_BIN_MILLIS: String(THRESHOLDS.leakBinSeconds * 1000),
  PLIMSOLL_LEAK_THRESHOLD_MILLIS: String(THRESHOLDS.poolLeakSeconds * 1000),
};

/** What the demo sets lower than production would, so that a verdict comes while somebody looks. */
export const THRESHOLDS = {
  heapMegabytes: 128,
  sampleSeconds: 1,
  delayWindowSeconds: 5,
  leakWarmupSeconds: 10,
  leakBinSeconds: 2,
  poolLeakSeconds: 10,
} as const;

export const THRESHOLDS_IN_WORDS: string = `heap ${THRESHOLDS.heapMegabytes} MB, samples every ${THRESHOLDS.sampleSeconds} s, loop delay over ${THRESHOLDS.delayWindowSeconds} s, heap leak after ${THRESHOLDS.leakWarmupSeconds} s in ${THRESHOLDS.leakBinSeconds} s bins, pool leak after ${THRESHOLDS.poolLeakSeconds} s`;

/** The same as the environment of `plimsoll/register`. */
export const THRESHOLD_VARIABLES: Readonly<Record<string, string>> = {
  // The shop brings no SDK of its own: there is none to wait for.
  PLIMSOLL_SDK_WAIT_MILLIS: '0',
  PLIMSOLL_SAMPLE_INTERVAL_MILLIS: String(THRESHOLDS.sampleSeconds * 1000),
  PLIMSOLL_EVENT_LOOP_DELAY_WINDOW_MILLIS: String(THRESHOLDS.delayWindowSeconds * 1000),
  PLIMSOLL_WARMUP_MILLIS: String(THRESHOLDS.leakWarmupSeconds * 1000),
  PLIMSOLL_MIN_BIN_MILLIS: String(THRESHOLDS.leakBinSeconds * 1000),
  PLIMSOLL_LEAK_THRESHOLD_MILLIS: String(THRESHOLDS.poolLeakSeconds * 1000),
};

export { type MetricProcessor, type MetricsOf, withProcessors } from '@plimsoll/kernel';
export {
  type AmountFold,
  type AmountSample,
  createLeakFold,
  type LeakFoldOptions,
} from './resources/amount-fold.ts';
export {
  createLeakProcessor,
  type LeakProcessor,
  type LeakProcessorOptions,
  type ResourceReading,
} from './resources/leak-processor.ts';
export type { CollectedMetric, CollectedMetrics } from './resources/match.ts';
export { WATCHED, type WatchedResource } from './resources/watched.ts';
export type { LeakState, LeakVerdict } from './verdict/leak-verdict.ts';

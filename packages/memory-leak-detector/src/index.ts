export type { Area } from './areas.ts';
export { EVENTS } from './events.ts';
export type { Culprit, Frame } from './evidence/culprits.ts';
export {
  type LeakReading,
  MemoryLeakInstrumentation,
  type MemoryLeakInternals,
} from './instrumentation.ts';
export { METRICS } from './metrics.ts';
export { type MemoryLeakOptions, OPTIONS } from './options.ts';
export type { LeakThresholds } from './thresholds.ts';
export type { LeakState } from './verdict/leak-verdict.ts';

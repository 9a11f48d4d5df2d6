export { EVENTS, METRICS } from './metrics.ts';
export { type RunningThresholds, thresholds } from './thresholds.ts';

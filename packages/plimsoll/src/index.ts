export { EVENTS, METRICS } from './metrics.ts';

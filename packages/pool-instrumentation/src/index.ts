export { PoolInstrumentation } from './instrumentation.ts';
export { METRICS } from './metrics.ts';

export { ResourceInstrumentation } from './instrumentation.ts';
export { METRICS } from './metrics.ts';

export { MemoryLeakInstrumentation } from './instrumentation.ts';
export { METRICS } from './metrics.ts';

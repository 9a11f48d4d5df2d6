/** For tests only: nothing that is published may import this. */
export { recordedFaults } from './recorded.ts';
export { type LogsSdk, logsSdk, type MetricsSdk, metricsSdk } from './sdk.ts';

/**
 * A fold over the metrics of one reader: takes what was collected and returns a new object, never the same one
 * changed. One instance serves one reader. `ResourceMetrics` is that of `@opentelemetry/sdk-metrics`, 2.x or 3.x.
 */
export interface MetricProcessor<ResourceMetrics> {
  process(metrics: ResourceMetrics): ResourceMetrics;
}

import {
  MeterProvider,
  type MetricProducer,
  MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

/** A reader that only collects: what an exporter does with the result is the same for all. */
class PlainReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

export interface Telemetry {
  readonly provider: MeterProvider;
  /** Collects once; throws where a callback failed. */
  collect(): Promise<ResourceMetrics>;
}

/** A real SDK with one reader of cumulative metrics, as Prometheus reads them. */
export function startSdk(metricProducers: readonly MetricProducer[] = []): Telemetry {
  const reader = new PlainReader({ metricProducers: [...metricProducers] });
  const provider = new MeterProvider({ readers: [reader] });
  return {
    provider,
    async collect() {
      const { resourceMetrics, errors } = await reader.collect();
      if (errors.length > 0) throw new AggregateError(errors, 'the collection failed');
      return resourceMetrics;
    },
  };
}

/** The names of the metrics that hold a data point. */
export function namesIn({ scopeMetrics }: ResourceMetrics): string[] {
  return scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .filter(({ dataPoints }) => dataPoints.length > 0)
    .map(({ descriptor }) => descriptor.name);
}

/** Throws where a metric is missing: what reports nothing costs nothing. */
export function expectMetrics(collected: ResourceMetrics, wanted: readonly string[]): void {
  const names = namesIn(collected);
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`not reported: ${missing.join(', ')}`);
}

import type { Attributes } from '@opentelemetry/api';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  type MetricProducer,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

export interface TestSdk {
  readonly meterProvider: MeterProvider;
  readonly loggerProvider: LoggerProvider;
  metrics(): Promise<MetricData[]>;
  /** The value of every point of a metric, under its attribute values in the order of their keys. */
  values(name: string): Promise<Record<string, unknown>>;
  /** The values that are more than a zero that nothing was added to. */
  counted(name: string): Promise<Record<string, unknown>>;
  events(): ReadableLogRecord[];
}

/** A metrics and logs SDK of its own, cumulative, read by hand. */
export function testSdk(metricProducers: MetricProducer[] = []): TestSdk {
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 1e8,
    metricProducers,
  });
  const exporter = new InMemoryLogRecordExporter();
  const metrics = async (): Promise<MetricData[]> => {
    const { resourceMetrics, errors } = await reader.collect();
    if (errors.length > 0) throw new AggregateError(errors);
    return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  };
  const values = async (name: string): Promise<Record<string, unknown>> => {
    const points = (await metrics())
      .filter((metric) => metric.descriptor.name === name)
      .flatMap((metric) => metric.dataPoints.map((point) => ({ ...point })));
    return Object.fromEntries(points.map(({ attributes, value }) => [keyOf(attributes), value]));
  };
  return {
    meterProvider: new MeterProvider({ readers: [reader] }),
    loggerProvider: new LoggerProvider({
      processors: [new SimpleLogRecordProcessor({ exporter })],
    }),
    metrics,
    values,
    counted: async (name) =>
      Object.fromEntries(Object.entries(await values(name)).filter(([, value]) => value !== 0)),
    events: () => exporter.getFinishedLogRecords(),
  };
}

function keyOf(attributes: Attributes): string {
  return Object.keys(attributes)
    .sort()
    .map((key) => String(attributes[key]))
    .join(' ');
}

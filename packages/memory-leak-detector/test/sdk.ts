import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';

/** Read by hand, and delta, for the SDK keeps what is no longer observed for ever when cumulative. */
class ManualReader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
  }
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

interface Sdk {
  readonly meterProvider: MeterProvider;
  readonly loggerProvider: LoggerProvider;
  /** `name{attribute values}` of every point since the last read. */
  points(): Promise<Record<string, unknown>>;
  events(): { name: string | undefined; attributes: Record<string, unknown>; severity: unknown }[];
}

/** Metrics and logs of an SDK of its own. */
export function testSdk(): Sdk {
  const reader = new ManualReader();
  const exporter = new InMemoryLogRecordExporter();
  return {
    meterProvider: new MeterProvider({ readers: [reader] }),
    loggerProvider: new LoggerProvider({
      processors: [new SimpleLogRecordProcessor({ exporter })],
    }),
    async points() {
      const { resourceMetrics } = await reader.collect();
      const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      return Object.fromEntries(
        metrics.flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => [
            `${descriptor.name}{${Object.values(attributes).join()}}`,
            value,
          ]),
        ),
      );
    },
    events: () =>
      exporter.getFinishedLogRecords().map(({ eventName, attributes, severityNumber }) => ({
        name: eventName,
        attributes: { ...attributes },
        severity: severityNumber,
      })),
  };
}

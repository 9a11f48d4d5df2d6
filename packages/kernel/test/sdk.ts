import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  type DataPoint,
  MeterProvider,
  MetricReader,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';

/** Read by hand, and delta, for the SDK keeps what is no longer observed for ever when cumulative. */
class ManualReader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
  }
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

export interface MetricsSdk {
  readonly provider: MeterProvider;
  collect(): Promise<ScopeMetrics[]>;
  points(): Promise<DataPoint<unknown>[]>;
  scopes(): Promise<[string, string | undefined][]>;
  /** The last value of each metric since the last read. */
  values(): Promise<Record<string, unknown>>;
}

/** A metrics SDK of its own. */
export function metricsSdk(): MetricsSdk {
  const reader = new ManualReader();
  const provider = new MeterProvider({ readers: [reader] });
  const collect = async (): Promise<ScopeMetrics[]> =>
    (await reader.collect()).resourceMetrics.scopeMetrics;
  return {
    provider,
    collect,
    points: async () =>
      (await collect()).flatMap(({ metrics }) =>
        metrics.flatMap(({ dataPoints }): DataPoint<unknown>[] => dataPoints),
      ),
    scopes: async () => (await collect()).map(({ scope }) => [scope.name, scope.version]),
    values: async () =>
      Object.fromEntries(
        (await collect())
          .flatMap(({ metrics }) => metrics)
          .filter(({ dataPoints }) => dataPoints.length > 0)
          .map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints.at(-1)?.value]),
      ),
  };
}

export interface LogsSdk {
  readonly provider: LoggerProvider;
  events(): ReadableLogRecord[];
}

/** A Logs SDK of its own. */
export function logsSdk(): LogsSdk {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  return { provider, events: () => exporter.getFinishedLogRecords() };
}

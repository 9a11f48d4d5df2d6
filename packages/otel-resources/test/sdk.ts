import {
  AggregationTemporality,
  type IMetricReader,
  MeterProvider,
  type MetricData,
  type MetricProducer,
  MetricReader,
} from '@opentelemetry/sdk-metrics';

/** Read by hand, and delta by default, for the SDK keeps what is no longer observed for ever when cumulative. */
export class ManualReader extends MetricReader {
  constructor(
    temporality: AggregationTemporality = AggregationTemporality.CUMULATIVE,
    metricProducers: MetricProducer[] = [],
  ) {
    super({ aggregationTemporalitySelector: () => temporality, metricProducers });
  }
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** `name{key=value}` -> value; a histogram is told by its count. */
export type Points = Readonly<Record<string, number>>;

export interface Sdk {
  readonly provider: MeterProvider;
  readonly readers: readonly ManualReader[];
  metrics(reader?: ManualReader): Promise<readonly MetricData[]>;
  points(reader?: ManualReader): Promise<Points>;
}

/** A metrics SDK with a number of readers. */
export function metricsSdk(
  count = 1,
  wrap = (reader: IMetricReader): IMetricReader => reader,
  metricProducers: MetricProducer[] = [],
): Sdk {
  const readers = Array.from(
    { length: count },
    () => new ManualReader(AggregationTemporality.CUMULATIVE, metricProducers),
  );
  const provider = new MeterProvider({ readers: readers.map(wrap) });
  const metrics = async (reader = readers[0]): Promise<readonly MetricData[]> =>
    ((await reader?.collect())?.resourceMetrics.scopeMetrics ?? []).flatMap((each) => each.metrics);
  return {
    provider,
    readers,
    metrics,
    points: async (reader) => {
      const found: Record<string, number> = {};
      for (const { descriptor, dataPoints } of await metrics(reader))
        for (const { attributes, value } of dataPoints) {
          const keys = Object.entries(attributes).map(([key, each]) => `${key}=${each}`);
          const name = `${descriptor.name}${keys.length > 0 ? `{${keys.join(',')}}` : ''}`;
          found[name] = typeof value === 'number' ? value : (value as { count: number }).count;
        }
      return found;
    },
  };
}

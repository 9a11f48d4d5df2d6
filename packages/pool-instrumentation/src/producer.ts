import type { MetricSpec } from '@plimsoll/kernel';
import type { HistogramSnapshot } from './histogram.ts';

/** `DataPointType.HISTOGRAM`, `AggregationTemporality.CUMULATIVE` and `ValueType.DOUBLE` of sdk-metrics 2.x and 3.x. */
const HISTOGRAM = 0;
const CUMULATIVE = 1;
const DOUBLE = 1;

type HrTime = [number, number];

interface HistogramDataPoint {
  startTime: HrTime;
  endTime: HrTime;
  attributes: Record<string, string>;
  value: {
    buckets: { boundaries: number[]; counts: number[] };
    sum: number;
    count: number;
    min?: number;
    max?: number;
  };
}

interface HistogramMetric {
  descriptor: { name: string; description: string; unit: string; valueType: typeof DOUBLE };
  aggregationTemporality: typeof CUMULATIVE;
  dataPointType: typeof HISTOGRAM;
  dataPoints: HistogramDataPoint[];
}

/**
 * A `MetricProducer` of `@opentelemetry/sdk-metrics` 2.x and 3.x for the `metricProducers` option of a reader: it
 * hands over finished cumulative histograms at each collection.
 */
export interface PoolMetricProducer {
  collect(): Promise<{
    resourceMetrics: {
      /** Readers take the resource of their SDK and leave this one. */
      resource: never;
      scopeMetrics: { scope: { name: string; version: string }; metrics: HistogramMetric[] }[];
    };
    errors: unknown[];
  }>;
}

/** One histogram under one set of attributes, with the time since which it counts. */
export interface HistogramSeries {
  readonly attributes: Readonly<Record<string, string>>;
  readonly startMillis: number;
  readonly histogram: HistogramSnapshot;
}

/** A metric in the shape of the SDK; series without a value are left out, as the SDK leaves them out. */
export function histogramMetric(
  spec: MetricSpec,
  series: readonly HistogramSeries[],
  endMillis: number,
): HistogramMetric {
  const { name, description, unit } = spec;
  return {
    descriptor: { name, description, unit, valueType: DOUBLE },
    aggregationTemporality: CUMULATIVE,
    dataPointType: HISTOGRAM,
    dataPoints: series
      .filter(({ histogram }) => histogram.count > 0)
      .map(({ attributes, startMillis, histogram }) => ({
        startTime: hrTime(startMillis),
        endTime: hrTime(endMillis),
        attributes: { ...attributes },
        value: {
          buckets: { boundaries: [...histogram.boundaries], counts: [...histogram.counts] },
          sum: histogram.sum,
          count: histogram.count,
          ...(histogram.min !== undefined && { min: histogram.min }),
          ...(histogram.max !== undefined && { max: histogram.max }),
        },
      })),
  };
}

function hrTime(millis: number): HrTime {
  const seconds = Math.floor(millis / 1000);
  return [seconds, Math.round((millis - seconds * 1000) * 1e6)];
}

/** What a collection gives: those of `metrics` that have a value. */
export function collected(
  scope: { readonly name: string; readonly version: string },
  metrics: readonly HistogramMetric[],
): Awaited<ReturnType<PoolMetricProducer['collect']>> {
  const filled = metrics.filter((metric) => metric.dataPoints.length > 0);
  return {
    resourceMetrics: {
      resource: {} as never,
      scopeMetrics: filled.length > 0 ? [{ scope, metrics: filled }] : [],
    },
    errors: [],
  };
}

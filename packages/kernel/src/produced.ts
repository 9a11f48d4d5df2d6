import type { MetricSpec } from './metric.ts';

/** `DataPointType`, `AggregationTemporality` and `ValueType` of sdk-metrics 2.x and 3.x. */
const GAUGE = 2;
const SUM = 3;
const CUMULATIVE = 1;
const INT = 0;
const DOUBLE = 1;

/** Seconds since the epoch, and nanoseconds. */
export type HrTime = [number, number];

export interface ProducedPoint {
  startTime: HrTime;
  endTime: HrTime;
  attributes: Record<string, string | number | boolean>;
  value: number;
}

export type MetricHead = {
  descriptor: {
    name: string;
    description: string;
    unit: string;
    valueType: typeof INT | typeof DOUBLE;
  };
  aggregationTemporality: typeof CUMULATIVE;
} & ({ dataPointType: typeof GAUGE } | { dataPointType: typeof SUM; isMonotonic: boolean });

/** A metric as a `MetricProducer` of `@opentelemetry/sdk-metrics` 2.x and 3.x hands it to its reader. */
export type ProducedMetric = MetricHead & { dataPoints: ProducedPoint[] };

/** The metric of an observable instrument, without its points: it is the same at each collection. */
export function metricHead(spec: MetricSpec): MetricHead {
  const { name, description, unit, instrument } = spec;
  const valueType = spec.valueType === 'int' ? INT : DOUBLE;
  const head = {
    descriptor: { name, description, unit, valueType },
    aggregationTemporality: CUMULATIVE,
  } as const;
  return instrument === 'observableGauge'
    ? { ...head, dataPointType: GAUGE }
    : { ...head, dataPointType: SUM, isMonotonic: instrument === 'observableCounter' };
}

export function hrTime(millis: number): HrTime {
  const seconds = Math.floor(millis / 1000);
  return [seconds, Math.round((millis - seconds * 1000) * 1e6)];
}

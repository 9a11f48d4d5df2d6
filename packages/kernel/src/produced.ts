import type { Attributes, ObservableResult } from '@opentelemetry/api';
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

function hrTime(millis: number): HrTime {
  const seconds = Math.floor(millis / 1000);
  return [seconds, Math.round((millis - seconds * 1000) * 1e6)];
}

const NO_ATTRIBUTES: ProducedPoint['attributes'] = Object.freeze({});

/** Takes the points of one instrument after the other; one for all, since a closure for each outweighs its points. */
export class PointSink implements ObservableResult {
  /** Whether points are cut to whole numbers, as the SDK does it. */
  isInt = false;
  readonly #startTime: HrTime;
  readonly #endTime: HrTime;
  readonly #points: ProducedPoint[] = [];
  #taken = 0;

  constructor(startMillis: number, endMillis: number) {
    this.#startTime = hrTime(startMillis);
    this.#endTime = hrTime(endMillis);
  }

  observe(value: number, attributes: Attributes = NO_ATTRIBUTES): void {
    if (!Number.isFinite(value)) return;
    this.#points.push({
      startTime: this.#startTime,
      endTime: this.#endTime,
      attributes: attributes as ProducedPoint['attributes'],
      value: this.isInt ? Math.trunc(value) : value,
    });
  }

  /** The points since the last call. */
  take(): ProducedPoint[] {
    const points = this.#points.slice(this.#taken);
    this.#taken = this.#points.length;
    return points;
  }
}

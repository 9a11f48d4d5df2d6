import type {
  Counter,
  Gauge,
  Histogram,
  ObservableCounter,
  ObservableGauge,
  ObservableUpDownCounter,
  UpDownCounter,
} from '@opentelemetry/api';

/** One row of the catalogue: everything that code, docs, dashboards and alerts need to know. */
export interface MetricSpec {
  /** The OpenTelemetry name, as semantic conventions or our own catalogue give it. */
  readonly name: string;
  readonly instrument: keyof InstrumentByKind;
  /** UCUM unit: `s`, `By`, `1`, `{connection}`. */
  readonly unit: string;
  /** Whole numbers are exported as integers. */
  readonly valueType: 'int' | 'double';
  readonly description: string;
  /** Every attribute key that a data point may carry. */
  readonly attributes?: readonly string[];
  /** Upper bounds of the explicit histogram buckets, in the unit. */
  readonly buckets?: readonly number[];
  readonly stability: 'stable' | 'release_candidate' | 'development';
}

export type MetricSpecs = Readonly<Record<string, MetricSpec>>;

export interface InstrumentByKind {
  counter: Counter;
  gauge: Gauge;
  histogram: Histogram;
  upDownCounter: UpDownCounter;
  observableCounter: ObservableCounter;
  observableGauge: ObservableGauge;
  observableUpDownCounter: ObservableUpDownCounter;
}

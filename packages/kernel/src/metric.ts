import type {
  Counter,
  Gauge,
  Histogram,
  ObservableCounter,
  ObservableGauge,
  ObservableUpDownCounter,
  UpDownCounter,
} from '@opentelemetry/api';
import type { LateMeter } from './late-meter.ts';

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

/** The instruments of a set of specs, under the same keys. */
export type Instruments<S extends MetricSpecs> = {
  readonly [K in keyof S]: InstrumentByKind[S[K]['instrument']];
};

/** Creates one instrument for each spec: the only way in which Plimsoll makes an instrument. */
export function instruments<const S extends MetricSpecs>(
  meter: LateMeter,
  specs: S,
): Instruments<S> {
  return Object.fromEntries(
    Object.entries(specs).map(([key, spec]) => [key, meter.create(spec)]),
  ) as Instruments<S>;
}

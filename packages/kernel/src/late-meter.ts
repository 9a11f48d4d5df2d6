import {
  type Attributes,
  type Context,
  createNoopMeter,
  type Meter,
  type MetricOptions,
  type Observable,
  ValueType,
} from '@opentelemetry/api';
import type { Faults } from './fault.ts';
import { LateObservable } from './late-observable.ts';
import type { InstrumentByKind, MetricSpec } from './metric.ts';
import { PointSink, type ProducedMetric } from './produced.ts';

/** How many measurements an instrument holds while there is no SDK to take them. */
const PENDING_LIMIT = 10_000;

const METHOD = {
  counter: 'createCounter',
  gauge: 'createGauge',
  histogram: 'createHistogram',
  upDownCounter: 'createUpDownCounter',
  observableCounter: 'createObservableCounter',
  observableGauge: 'createObservableGauge',
  observableUpDownCounter: 'createObservableUpDownCounter',
} as const satisfies Record<keyof InstrumentByKind, keyof Meter>;

interface LateInstrument {
  bind(meter: Meter | undefined): void;
}

/**
 * A meter whose SDK may come, go and come again. Instruments are made once; `bind` moves them to another
 * meter. What is measured while no SDK is there is held (up to 10,000 measurements an instrument) and handed
 * to the first that comes. OpenTelemetry's own meters stay no-ops for ever when they are taken too early. What a
 * meter does not make is a fault of that instrument alone.
 */
export class LateMeter {
  readonly #faults: Faults;
  readonly #instruments = new Map<string, LateInstrument>();
  /** Who tells the observable instruments in place of the meter. */
  readonly #tellers = new Set<object>();
  #meter: Meter | undefined;

  constructor(faults: Faults, meter?: Meter) {
    this.#faults = faults;
    this.bind(meter);
  }

  /** Whether an SDK takes what is measured. */
  get bound(): boolean {
    return this.#meter !== undefined;
  }

  /** That of the SDK that takes what is measured, where one does. */
  get target(): Meter | undefined {
    return this.#meter;
  }

  /** Moves every instrument to `meter`; a no-op meter or `undefined` leaves them without an SDK. */
  bind(meter: Meter | undefined): void {
    const next = meter && isNoop(meter) ? undefined : meter;
    if (next === this.#meter) return;
    this.#meter = next;
    for (const instrument of this.#instruments.values()) this.#bind(instrument);
  }

  /** Takes the observable instruments off the meter until the answer is disposed: `observed` tells them meanwhile. */
  withdraw(): Disposable {
    const teller: Disposable = {
      [Symbol.dispose]: () => {
        if (this.#tellers.delete(teller) && this.#tellers.size === 0) this.#bindObservables();
      },
    };
    this.#tellers.add(teller);
    if (this.#tellers.size === 1) this.#bindObservables();
    return teller;
  }

  /** What the observable instruments tell now, in the shape of the SDK; times are milliseconds since the epoch. */
  observed(startMillis: number, endMillis: number): ProducedMetric[] {
    const sink = new PointSink(startMillis, endMillis);
    const metrics: ProducedMetric[] = [];
    for (const instrument of this.#instruments.values()) {
      const metric = instrument instanceof LateObservable && instrument.observed(sink);
      if (metric) metrics.push(metric);
    }
    return metrics;
  }

  /** The instrument of a spec; the same one for the same name, so that starting again adds none. */
  create<S extends MetricSpec>(spec: S): InstrumentByKind[S['instrument']] {
    let instrument = this.#instruments.get(spec.name);
    if (!instrument) {
      instrument = spec.instrument.startsWith('observable')
        ? new LateObservable(spec, this.#faults, (meter) => make(meter, spec) as Observable)
        : new LateSync(spec, this.#faults);
      this.#bind(instrument);
      this.#instruments.set(spec.name, instrument);
    }
    return instrument as unknown as InstrumentByKind[S['instrument']];
  }

  /** Drops the instrument of a spec and what it holds for an SDK that is still to come; nothing may use it any more. */
  forget(spec: MetricSpec): void {
    this.#instruments.get(spec.name)?.bind(undefined);
    this.#instruments.delete(spec.name);
  }

  #bind(instrument: LateInstrument): void {
    const withdrawn = instrument instanceof LateObservable && this.#tellers.size > 0;
    instrument.bind(withdrawn ? undefined : this.#meter);
  }

  #bindObservables(): void {
    for (const instrument of this.#instruments.values())
      if (instrument instanceof LateObservable) this.#bind(instrument);
  }
}

/** By name too: an application may hold a second copy of the api with a no-op meter of its own. */
function isNoop(meter: Meter): boolean {
  return meter === createNoopMeter() || meter.constructor.name === 'NoopMeter';
}

function make(meter: Meter, spec: MetricSpec): unknown {
  const options: MetricOptions = {
    unit: spec.unit,
    description: spec.description,
    valueType: spec.valueType === 'int' ? ValueType.INT : ValueType.DOUBLE,
    ...(spec.buckets && { advice: { explicitBucketBoundaries: [...spec.buckets] } }),
  };
  return meter[METHOD[spec.instrument]](spec.name, options);
}

type Measure = (value: number, attributes?: Attributes, context?: Context) => void;

class LateSync implements LateInstrument {
  readonly #spec: MetricSpec;
  readonly #faults: Faults;
  /** Without its context, which would keep all that the context holds. */
  readonly #pending: [value: number, attributes: Attributes | undefined][] = [];
  #target: Measure | undefined;

  constructor(spec: MetricSpec, faults: Faults) {
    this.#spec = spec;
    this.#faults = faults;
  }

  bind(meter: Meter | undefined): void {
    this.#target = undefined;
    if (!meter) return;
    const target = this.#faults.guard(`${this.#spec.name}: no instrument`, () => {
      const made = make(meter, this.#spec) as { add?: Measure; record?: Measure };
      return made.add?.bind(made) ?? made.record?.bind(made);
    });
    this.#target = target;
    if (!target) return;
    for (const pending of this.#pending.splice(0))
      this.#faults.guard(`${this.#spec.name}: a measurement was not taken`, () =>
        target(...pending),
      );
  }

  add(value: number, attributes?: Attributes, context?: Context): void {
    if (!Number.isFinite(value)) return;
    if (this.#target) this.#target(value, attributes, context);
    else if (this.#pending.length < PENDING_LIMIT) this.#pending.push([value, attributes]);
    else
      this.#faults.report(
        `${this.#spec.name}: no SDK after ${PENDING_LIMIT} measurements, later ones are lost`,
      );
  }

  record(value: number, attributes?: Attributes, context?: Context): void {
    this.add(value, attributes, context);
  }
}

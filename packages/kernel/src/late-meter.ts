import {
  type Attributes,
  type Context,
  createNoopMeter,
  type Meter,
  type MetricOptions,
  type Observable,
  type ObservableCallback,
  ValueType,
} from '@opentelemetry/api';
import type { Faults } from './fault.ts';
import type { InstrumentByKind, MetricSpec } from './metric.ts';

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
  #meter: Meter | undefined;

  constructor(faults: Faults, meter?: Meter) {
    this.#faults = faults;
    this.bind(meter);
  }

  /** Whether an SDK takes what is measured. */
  get bound(): boolean {
    return this.#meter !== undefined;
  }

  /** Moves every instrument to `meter`; a no-op meter or `undefined` leaves them without an SDK. */
  bind(meter: Meter | undefined): void {
    const next = meter && isNoop(meter) ? undefined : meter;
    if (next === this.#meter) return;
    this.#meter = next;
    for (const instrument of this.#instruments.values()) instrument.bind(next);
  }

  /** The instrument of a spec; the same one for the same name, so that starting again adds none. */
  create<S extends MetricSpec>(spec: S): InstrumentByKind[S['instrument']] {
    let instrument = this.#instruments.get(spec.name);
    if (!instrument) {
      instrument = spec.instrument.startsWith('observable')
        ? new LateObservable(spec, this.#faults)
        : new LateSync(spec, this.#faults);
      instrument.bind(this.#meter);
      this.#instruments.set(spec.name, instrument);
    }
    return instrument as unknown as InstrumentByKind[S['instrument']];
  }

  /** Drops the instrument of a spec and what it holds for an SDK that is still to come; nothing may use it any more. */
  forget(spec: MetricSpec): void {
    this.#instruments.get(spec.name)?.bind(undefined);
    this.#instruments.delete(spec.name);
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

/** Its callbacks are synchronous: they report samples that were taken on our clock. */
class LateObservable implements LateInstrument, Observable {
  readonly #spec: MetricSpec;
  readonly #faults: Faults;
  readonly #callbacks = new Map<ObservableCallback, ObservableCallback>();
  #target: Observable | undefined;

  constructor(spec: MetricSpec, faults: Faults) {
    this.#spec = spec;
    this.#faults = faults;
  }

  bind(meter: Meter | undefined): void {
    this.#faults.guard(`${this.#spec.name}: not taken away`, () => {
      for (const guarded of this.#callbacks.values()) this.#target?.removeCallback(guarded);
    });
    this.#target = undefined;
    if (!meter) return;
    this.#faults.guard(`${this.#spec.name}: no instrument`, () => {
      this.#target = make(meter, this.#spec) as Observable;
      for (const guarded of this.#callbacks.values()) this.#target.addCallback(guarded);
    });
  }

  addCallback(callback: ObservableCallback): void {
    if (this.#callbacks.has(callback)) return;
    const guarded: ObservableCallback = (result) => {
      try {
        void callback({
          observe: (value, attributes) => {
            if (Number.isFinite(value)) result.observe(value, attributes);
          },
        });
      } catch (error) {
        this.#faults.report(`${this.#spec.name}: observation failed`, error);
      }
    };
    this.#callbacks.set(callback, guarded);
    this.#target?.addCallback(guarded);
  }

  removeCallback(callback: ObservableCallback): void {
    const guarded = this.#callbacks.get(callback);
    if (!guarded) return;
    this.#callbacks.delete(callback);
    this.#target?.removeCallback(guarded);
  }
}

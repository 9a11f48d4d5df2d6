import type { Meter, Observable, ObservableCallback, ObservableResult } from '@opentelemetry/api';
import type { Faults } from './fault.ts';
import type { MetricSpec } from './metric.ts';
import { type MetricHead, metricHead, type PointSink, type ProducedMetric } from './produced.ts';

/** Its callbacks are synchronous: they report samples that were taken on our clock. */
export class LateObservable implements Observable {
  readonly #spec: MetricSpec;
  readonly #faults: Faults;
  readonly #make: (meter: Meter) => Observable;
  readonly #callbacks = new Map<ObservableCallback, ObservableCallback>();
  readonly #head: MetricHead;
  #target: Observable | undefined;

  constructor(spec: MetricSpec, faults: Faults, make: (meter: Meter) => Observable) {
    this.#spec = spec;
    this.#faults = faults;
    this.#make = make;
    this.#head = metricHead(spec);
  }

  bind(meter: Meter | undefined): void {
    this.#faults.guard(`${this.#spec.name}: not taken away`, () => {
      for (const guarded of this.#callbacks.values()) this.#target?.removeCallback(guarded);
    });
    this.#target = undefined;
    if (!meter) return;
    this.#faults.guard(`${this.#spec.name}: no instrument`, () => {
      this.#target = this.#make(meter);
      for (const guarded of this.#callbacks.values()) this.#target.addCallback(guarded);
    });
  }

  addCallback(callback: ObservableCallback): void {
    if (this.#callbacks.has(callback)) return;
    const guarded: ObservableCallback = (result) =>
      this.#run(callback, {
        observe: (value, attributes) => {
          if (Number.isFinite(value)) result.observe(value, attributes);
        },
      });
    this.#callbacks.set(callback, guarded);
    this.#target?.addCallback(guarded);
  }

  removeCallback(callback: ObservableCallback): void {
    const guarded = this.#callbacks.get(callback);
    if (!guarded) return;
    this.#callbacks.delete(callback);
    this.#target?.removeCallback(guarded);
  }

  /** What its callbacks tell now, without any SDK; `undefined` where that is nothing. */
  observed(sink: PointSink): ProducedMetric | undefined {
    sink.isInt = this.#spec.valueType === 'int';
    for (const callback of this.#callbacks.keys()) this.#run(callback, sink);
    const dataPoints = sink.take();
    return dataPoints.length === 0 ? undefined : { ...this.#head, dataPoints };
  }

  #run(callback: ObservableCallback, result: ObservableResult): void {
    try {
      void callback(result);
    } catch (error) {
      this.#faults.report(`${this.#spec.name}: observation failed`, error);
    }
  }
}

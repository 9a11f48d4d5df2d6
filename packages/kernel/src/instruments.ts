import type { LateMeter } from './late-meter.ts';
import type { InstrumentByKind, MetricSpecs } from './metric.ts';

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

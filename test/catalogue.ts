import type { EventSpec, MetricSpec } from '@plimsoll/kernel';
import * as leaks from '@plimsoll/memory-leak-detector';
import * as resources from '@plimsoll/otel-resources';
import * as pools from '@plimsoll/pool-instrumentation';
import * as plimsoll from 'plimsoll';

interface Slice {
  readonly METRICS: Readonly<Record<string, MetricSpec>>;
  readonly EVENTS?: Readonly<Record<string, EventSpec>>;
}

/** The slice of each published package, under its name. */
export const SLICES: Readonly<Record<string, Slice>> = {
  '@plimsoll/otel-resources': resources,
  '@plimsoll/pool-instrumentation': pools,
  '@plimsoll/memory-leak-detector': leaks,
  plimsoll,
};

/** Every metric of the published packages. */
export const CATALOGUE: readonly MetricSpec[] = Object.values(SLICES).flatMap(({ METRICS }) =>
  Object.values(METRICS),
);

/** Every event of the published packages. */
export const EVENTS: readonly EventSpec[] = Object.values(SLICES).flatMap((slice) =>
  Object.values(slice.EVENTS ?? {}),
);

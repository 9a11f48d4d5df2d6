import type { LateMeter, ProducedMetric } from '@plimsoll/kernel';
import { SCOPE } from './version.ts';

/**
 * A `MetricProducer` of `@opentelemetry/sdk-metrics` 2.x and 3.x for the `metricProducers` option of a reader: it
 * hands over finished data points at each collection, cumulative ones. Disposed it hands over nothing.
 */
export interface ResourceMetricProducer extends Disposable {
  collect(): Promise<{
    resourceMetrics: {
      /** Readers take the resource of their SDK and leave this one. */
      resource: never;
      scopeMetrics: { scope: { name: string; version: string }; metrics: ProducedMetric[] }[];
    };
    errors: unknown[];
  }>;
}

/** Tells the observable instruments of `meter` in its place until it is disposed. */
export function produceFrom(
  meter: LateMeter,
  startMillis: number,
  epochMillis: () => number,
): ResourceMetricProducer {
  const withdrawn = meter.withdraw();
  let ended = false;
  return {
    async collect() {
      const metrics = ended ? [] : meter.observed(startMillis, epochMillis());
      return {
        resourceMetrics: {
          resource: {} as never,
          scopeMetrics: metrics.length > 0 ? [{ scope: { ...SCOPE }, metrics }] : [],
        },
        errors: [],
      };
    },
    [Symbol.dispose]() {
      ended = true;
      withdrawn[Symbol.dispose]();
    },
  };
}

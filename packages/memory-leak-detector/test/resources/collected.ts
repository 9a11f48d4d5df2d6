import type { CollectedMetric, CollectedMetrics } from '../../src/processor.ts';

export interface Series {
  readonly name: string;
  readonly value: number;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A collection at a time in seconds, each series as a metric of its own. */
export function collectedAt(time: number, series: readonly Series[]): CollectedMetrics {
  const metrics = series.map(
    ({ name, value, attributes = {} }): CollectedMetric => ({
      descriptor: { name },
      dataPointType: 2,
      aggregationTemporality: 1,
      dataPoints: [{ endTime: [time, 0], attributes, value }],
    }),
  );
  return { scopeMetrics: [{ scope: { name: 'app' }, metrics }] };
}

import type { WatchedResource } from './watched.ts';

/** The part of a collected metric that is read; the same in SDK 2.x and 3.x. */
export interface CollectedMetric {
  readonly descriptor: { readonly name: string };
  readonly dataPointType: number;
  readonly aggregationTemporality: number;
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly {
    /** Seconds since the epoch, and nanoseconds. */
    readonly endTime: readonly [number, number];
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly value: unknown;
  }[];
}

/** `ResourceMetrics` of `@opentelemetry/sdk-metrics` 2.x and 3.x, as far as it is read. */
export interface CollectedMetrics {
  readonly scopeMetrics: readonly {
    readonly scope: { readonly name: string };
    readonly metrics: readonly CollectedMetric[];
  }[];
}

export type SeriesAttributes = Readonly<Record<string, string | number | boolean>>;

/** One watched series as it was collected. */
export interface SeriesSample {
  /** The same at each collection. */
  readonly key: string;
  readonly resource: WatchedResource;
  readonly attributes: SeriesAttributes;
  /** Seconds since the epoch. */
  readonly time: number;
  readonly value: number;
  readonly limit: number | undefined;
  /** What it follows, where that was collected. */
  readonly load: number | undefined;
}

/** `DataPointType` and `AggregationTemporality` of sdk-metrics 2.x and 3.x. */
const GAUGE = 2;
const SUM = 3;
const CUMULATIVE = 1;

interface Point {
  readonly scope: string;
  readonly attributes: SeriesAttributes;
  readonly time: number;
  readonly value: number;
}

/**
 * The watched series of a collection, in whatever order it tells them. One that is told twice counts with its lesser value.
 * `onUnfit` is told of metrics that are no amounts: counters, histograms and differences.
 */
export function samplesIn(
  collected: CollectedMetrics,
  watched: readonly WatchedResource[],
  onUnfit: (metric: string) => void,
): readonly SeriesSample[] {
  const points = new Map<string, Point[]>();
  const wanted = new Set(
    watched.flatMap(({ metric, limitMetric, loadMetric }) => [metric, limitMetric, loadMetric]),
  );
  for (const { scope, metrics } of collected.scopeMetrics)
    for (const metric of metrics) {
      const { name } = metric.descriptor;
      if (!wanted.has(name)) continue;
      if (isAmount(metric))
        points.set(name, [...(points.get(name) ?? []), ...pointsOf(scope.name, metric)]);
      else onUnfit(name);
    }
  const found = new Map<string, SeriesSample>();
  for (const [index, resource] of watched.entries()) {
    const load = loadOf(points.get(resource.loadMetric ?? ''));
    for (const point of points.get(resource.metric) ?? []) {
      const { attributes, time, value } = point;
      if (!contains(attributes, resource.where ?? {})) continue;
      const key = keyOf(index, point);
      const known = found.get(key);
      if (known && known.value <= value) continue;
      const limits = points.get(resource.limitMetric ?? '') ?? [];
      const limit = limitOf(resource, limits, point);
      found.set(key, { key, resource, attributes, time, value, limit, load });
    }
  }
  return [...found.values()];
}

function isAmount({ dataPointType, aggregationTemporality, isMonotonic }: CollectedMetric) {
  if (dataPointType === GAUGE) return true;
  return dataPointType === SUM && aggregationTemporality === CUMULATIVE && isMonotonic === false;
}

function pointsOf(scope: string, { dataPoints }: CollectedMetric): Point[] {
  return dataPoints.flatMap(({ endTime: [seconds, nanos], attributes, value }) =>
    typeof value === 'number' && Number.isFinite(value)
      ? [{ scope, attributes: attributes as SeriesAttributes, time: seconds + nanos / 1e9, value }]
      : [],
  );
}

function keyOf(index: number, { scope, attributes }: Point): string {
  const pairs = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([index, scope, pairs]);
}

/** The least limit that is not yet passed, else the largest. */
function limitOf(
  { limit, limitMetric }: WatchedResource,
  told: readonly Point[],
  { scope, attributes, value }: Point,
): number | undefined {
  const own = told.filter((each) => each.scope === scope);
  const matching = (own.length > 0 ? own : told)
    .filter((each) => limitMetric !== undefined && contains(attributes, each.attributes))
    .map((each) => each.value);
  const limits = [...matching, ...(limit === undefined ? [] : [limit])].filter((each) => each > 0);
  if (limits.length === 0) return undefined;
  const ahead = limits.filter((each) => each > value);
  return ahead.length > 0 ? Math.min(...ahead) : Math.max(...limits);
}

function loadOf(told: readonly Point[] | undefined): number | undefined {
  return told?.reduce((sum, { value }) => sum + value, 0);
}

function contains(attributes: SeriesAttributes, part: SeriesAttributes): boolean {
  return Object.entries(part).every(([key, value]) => attributes[key] === value);
}

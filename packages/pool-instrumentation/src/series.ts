import { BucketHistogram } from './histogram.ts';
import type { LeftMetric } from './leave-to.ts';
import { METRICS } from './metrics.ts';
import type { CloseReason, PoolStats } from './pool.ts';
import type { HistogramSeries } from './producer.ts';

/** What a pool is like, as `plimsoll.pool.state` says it. */
export const POOL_STATES = ['healthy', 'degraded', 'exhausted', 'unhealthy', 'closed'] as const;
export type PoolState = (typeof POOL_STATES)[number];

/** What a pool is like by its numbers, the failure of its last attempt to connect and its long-held connections. */
export function stateOf(
  stats: PoolStats,
  failing: boolean = false,
  longHeld: number = 0,
): PoolState {
  if (stats.ended) return 'closed';
  if (failing || stats.unreachable) return 'unhealthy';
  const { limit = Number.POSITIVE_INFINITY } = stats;
  if (stats.pending > 0 && stats.used >= limit) return 'exhausted';
  if (stats.pending > 0 || longHeld > 0) return 'degraded';
  return 'healthy';
}

type PoolAttributes = Readonly<Record<string, string>>;

/** What its series ask of a pool. */
export interface SeriesPool {
  readonly countsOnly: boolean;
  stats(): PoolStats | undefined;
}

/** The time series of one pool name. They outlive the pool, since cumulative series never vanish. */
export class PoolSeries<P extends SeriesPool = SeriesPool> {
  readonly name: string;
  /** Made once and frozen: an attribute object for each measurement would cost more than the measurement. */
  readonly attributes: PoolAttributes;
  readonly used: PoolAttributes;
  readonly idle: PoolAttributes;
  readonly states: Readonly<Record<PoolState, PoolAttributes>>;
  readonly waitTime: BucketHistogram = new BucketHistogram(METRICS.waitTime.buckets);
  readonly useTime: BucketHistogram = new BucketHistogram(METRICS.useTime.buckets);
  readonly createTime: BucketHistogram = new BucketHistogram(METRICS.createTime.buckets);
  /** Suspected leaks so far. */
  leaks = 0;
  /** Whether a reader may have this series; until then it can go as if it had never been. */
  seen = false;
  /** Whether its counters have their zeros. */
  counting = false;
  /** What is left to another instrumentation. */
  leaves: ReadonlySet<LeftMetric> = new Set();
  /** Whether of none of its pools more is known than it says of itself. */
  countsOnly = false;
  /** What is unknown of its pools, or was of the last. */
  readonly unknown: Set<string> = new Set();
  readonly #pools = new Set<WeakRef<P>>();
  readonly #closed = new Map<CloseReason, PoolAttributes>();

  constructor(name: string) {
    this.name = name;
    this.attributes = this.#with();
    this.used = this.#with({ 'db.client.connection.state': 'used' });
    this.idle = this.#with({ 'db.client.connection.state': 'idle' });
    this.states = Object.fromEntries(
      POOL_STATES.map((state) => [state, this.#with({ 'plimsoll.pool.state': state })]),
    ) as Record<PoolState, PoolAttributes>;
  }

  closed(reason: CloseReason): PoolAttributes {
    const known = this.#closed.get(reason);
    if (known) return known;
    const attributes = this.#with({ 'plimsoll.pool.connection.close.reason': reason });
    this.#closed.set(reason, attributes);
    return attributes;
  }

  /** Takes in why connections may be closed, for their zeros. */
  expect(reasons: Iterable<CloseReason>): void {
    for (const reason of reasons) {
      if (this.#closed.has(reason)) continue;
      this.closed(reason);
      this.counting = false;
    }
  }

  /** Those of each reason for which a connection was closed, or may be. */
  closings(): Iterable<PoolAttributes> {
    return this.#closed.values();
  }

  add(pool: P): void {
    this.#pools.add(new WeakRef(pool));
    this.countsOnly = pool.countsOnly && (this.countsOnly || this.#pools.size === 1);
  }

  remove(pool: P): void {
    for (const ref of this.#pools) if (ref.deref() === pool) this.#pools.delete(ref);
  }

  /** The pools that are watched under this name, ended ones included; those that were collected are gone. */
  watched(): P[] {
    const pools: P[] = [];
    for (const ref of this.#pools) {
      const pool = ref.deref();
      if (pool) pools.push(pool);
      else this.#pools.delete(ref);
    }
    return pools;
  }

  /** The pools that can still lend: one, or more under the name `other`. */
  live(): P[] {
    return this.watched().filter((pool) => !pool.stats()?.ended);
  }

  /** One of the histograms as it is now, counted since `startMillis`. */
  finished(key: 'createTime' | 'waitTime' | 'useTime', startMillis: number): HistogramSeries {
    return { attributes: this.attributes, startMillis, histogram: this[key].snapshot() };
  }

  /** Whether a histogram holds a value. */
  recorded(): boolean {
    return this.#histograms().some((histogram) => histogram.snapshot().count > 0);
  }

  clear(): void {
    for (const histogram of this.#histograms()) histogram.clear();
  }

  #histograms(): BucketHistogram[] {
    return [this.waitTime, this.useTime, this.createTime];
  }

  #with(attributes: PoolAttributes = {}): PoolAttributes {
    return Object.freeze({ 'db.client.connection.pool.name': this.name, ...attributes });
  }
}

import type { Attributes, Observable, ObservableResult } from '@opentelemetry/api';
import { createCleanup, instruments, type LateMeter } from '@plimsoll/kernel';
import { METRICS } from './metrics.ts';
import type { ObservedPool } from './observed-pool.ts';
import type { PoolStats } from './pool.ts';
import { POOL_STATES, type PoolSeries } from './series.ts';

const {
  count,
  idleMax,
  idleMin,
  limit,
  pendingRequests,
  maxUseAge,
  longHeld,
  utilization,
  recommendedSize,
  sizeConfidence,
  status,
} = METRICS;
const OBSERVED = {
  count,
  idleMax,
  idleMin,
  limit,
  pendingRequests,
  maxUseAge,
  longHeld,
  utilization,
  recommendedSize,
  sizeConfidence,
  status,
};

interface Reading {
  readonly pool: ObservedPool;
  readonly stats: PoolStats;
}

/** Reads the pools of each series at every collection; a series without a live pool is `0`. */
export function publishStats(
  meter: LateMeter,
  series: () => Iterable<PoolSeries<ObservedPool>>,
): Disposable {
  const made = instruments(meter, OBSERVED);
  const cleanup = createCleanup();

  const observe = (
    instrument: Observable<Attributes>,
    report: (
      result: ObservableResult<Attributes>,
      of: PoolSeries<ObservedPool>,
      readings: Reading[],
    ) => void,
  ): void => {
    const callback = (result: ObservableResult<Attributes>): void => {
      for (const each of series()) {
        const readings = readAll(each);
        if (readings) report(result, each, readings);
      }
    };
    instrument.addCallback(callback);
    cleanup.defer(() => instrument.removeCallback(callback));
  };
  const observeSum = (
    key: 'limit' | 'idleMax' | 'idleMin' | 'longHeld',
    value: (reading: Reading) => number | undefined,
  ): void =>
    observe(made[key], (result, of, readings) => {
      const total = knownOf(of, key, readings, sumKnown(readings, value));
      if (total !== undefined) result.observe(total, of.attributes);
    });

  observe(made.count, (result, of, readings) => {
    if (of.leaves.has('count')) return;
    result.observe(sum(readings, usedOf), of.used);
    const idle = sumKnown(readings, ({ stats }) => (stats.idleUnknown ? undefined : stats.idle));
    const known = knownOf(of, 'idle', readings, idle);
    if (known !== undefined) result.observe(known, of.idle);
  });
  observe(made.pendingRequests, (result, of, readings) => {
    if (of.leaves.has('pendingRequests')) return;
    result.observe(
      sum(readings, ({ stats }) => stats.pending),
      of.attributes,
    );
  });
  observeSum('limit', limitOf);
  observeSum('idleMax', ({ stats }) => stats.idleMax);
  observeSum('idleMin', ({ stats }) => stats.idleMin);
  observeSum('longHeld', ({ pool }) => (pool.countsOnly ? undefined : pool.longHeld()));
  observe(made.maxUseAge, (result, of, readings) => {
    if (of.countsOnly) return;
    result.observe(Math.max(0, ...readings.map(({ pool }) => pool.maxUseAge())), of.attributes);
  });
  observe(made.utilization, (result, of, readings) => {
    const most = knownOf(of, 'utilization', readings, sumKnown(readings, limitOf));
    if (most === undefined) return;
    result.observe(most > 0 ? sum(readings, usedOf) / most : 0, of.attributes);
  });
  observe(made.recommendedSize, (result, of, readings) => {
    const total = sumKnown(readings, ({ pool }) => pool.adviser.last?.size);
    if (readings.length > 0 && total !== undefined) result.observe(total, of.attributes);
  });
  observe(made.sizeConfidence, (result, of, readings) => {
    const all = readings.map(({ pool }) => pool.adviser.last?.confidence ?? 0);
    if (all.some((each) => each > 0)) result.observe(Math.min(...all), of.attributes);
  });
  observe(made.status, (result, of, readings) => {
    const states = readings.map(({ pool, stats }) => pool.state(stats));
    if (states.length === 0) states.push('closed');
    for (const state of POOL_STATES)
      result.observe(states.filter((each) => each === state).length, of.states[state]);
  });
  return cleanup;
}

/** `value` as long as there are pools; what was unknown of the last of them does not end at `0`. */
function knownOf(
  { unknown }: PoolSeries<ObservedPool>,
  what: string,
  { length: live }: readonly Reading[],
  value: number | undefined,
): number | undefined {
  if (live === 0) return unknown.has(what) ? undefined : value;
  if (value === undefined) unknown.add(what);
  else unknown.delete(what);
  return value;
}

/** What the live pools of a series say now; `undefined` where one cannot be read, for unknown is not `0`. */
export function readAll(series: PoolSeries<ObservedPool>): Reading[] | undefined {
  const readings: Reading[] = [];
  for (const pool of series.watched()) {
    const stats = pool.stats();
    if (!stats) return undefined;
    if (!stats.ended) readings.push({ pool, stats });
  }
  return readings;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** `undefined` where one of them is. */
function sumKnown<T>(items: readonly T[], value: (item: T) => number | undefined) {
  const values = items.map(value);
  return values.includes(undefined) ? undefined : sum(values, (each) => each ?? 0);
}

function usedOf({ stats }: Reading): number {
  return stats.used;
}

function limitOf({ stats }: Reading): number | undefined {
  return stats.limit;
}

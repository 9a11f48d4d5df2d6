import { LEFT_TO, type LeftMetric, type Other } from './leave-to.ts';
import { METRICS } from './metrics.ts';
import type { ObservedPool } from './observed-pool.ts';
import { currentHub } from './registry.ts';

/** What a pool says of itself: all that is reported where counts alone are measured. */
const COUNTS: readonly LeftMetric[] = ['count', 'pendingRequests'];

/** @internal Who else may report which metrics of the pools that are observed now, of those that are not left to them. */
export function doubledMetrics(): Partial<Record<Other, readonly string[]>> {
  const watched = currentHub()?.watched() ?? [];
  const others = Object.entries(LEFT_TO).map(([other, { client, metrics }]) => {
    const pools = watched.filter((pool) => pool.identity.client === client);
    const kept = metrics.filter((each) => pools.some((pool) => reports(pool, each)));
    return [other, kept.map((each) => METRICS[each].name)] as const;
  });
  return Object.fromEntries(others.filter(([, names]) => names.length > 0));
}

function reports({ countsOnly, series }: ObservedPool, metric: LeftMetric): boolean {
  return !series.leaves.has(metric) && (!countsOnly || COUNTS.includes(metric));
}

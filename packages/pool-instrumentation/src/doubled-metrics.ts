import { LEFT_TO, type Other } from './leave-to.ts';
import { METRICS } from './metrics.ts';
import { currentHub } from './registry.ts';

/** @internal Who else may report which metrics of the pools that are observed now, of those that are not left to them. */
export function doubledMetrics(): Partial<Record<Other, readonly string[]>> {
  const watched = currentHub()?.watched() ?? [];
  const others = Object.entries(LEFT_TO).map(([other, { client, metrics }]) => {
    const pools = watched.filter((pool) => pool.identity.client === client);
    const kept = metrics.filter((each) => pools.some(({ series }) => !series.leaves.has(each)));
    return [other, kept.map((each) => METRICS[each].name)] as const;
  });
  return Object.fromEntries(others.filter(([, names]) => names.length > 0));
}

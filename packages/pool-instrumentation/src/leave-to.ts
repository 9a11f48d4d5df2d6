import { METRICS } from './metrics.ts';
import type { OTHERS } from './options.ts';
import { currentHub } from './registry.ts';

/** Who else reports metrics of the names of ours. */
export type Other = (typeof OTHERS)[number];

/** What of a pool can be left to another. */
export type LeftMetric = 'count' | 'pendingRequests' | 'timeouts' | 'createTime' | 'waitTime';

interface Left {
  /** Of which pools, by the npm name of their client. */
  readonly client: string;
  readonly metrics: readonly LeftMetric[];
}

/**
 * What each of them reports: `@opentelemetry/instrumentation-pg` 0.77, `@opentelemetry/instrumentation-mongodb` 0.77,
 * `@opentelemetry/instrumentation-oracledb` 0.49 of `oracledb` 7, and the `OpenTelemetry` of `redis` 5.12 and 6.
 */
const LEFT_TO: Readonly<Record<Other, Left>> = {
  'instrumentation-pg': { client: 'pg', metrics: ['count', 'pendingRequests'] },
  'instrumentation-mongodb': { client: 'mongodb', metrics: ['count'] },
  'instrumentation-oracledb': {
    client: 'oracledb',
    metrics: ['count', 'pendingRequests', 'timeouts'],
  },
  'node-redis': { client: 'redis', metrics: ['createTime', 'waitTime'] },
};

/** What of the pools of `client` is left to `others`. */
export function leftOf(client: string, others: readonly Other[]): ReadonlySet<LeftMetric> {
  const left = others.map((other) => LEFT_TO[other]).filter((each) => each.client === client);
  return new Set(left.flatMap(({ metrics }) => metrics));
}

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

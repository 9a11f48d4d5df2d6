import type { OTHERS } from './options.ts';

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
export const LEFT_TO: Readonly<Record<Other, Left>> = {
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

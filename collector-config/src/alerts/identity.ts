import type { Context } from '../alert.ts';

/** The instance of the test cases; `job` is `service.namespace/service.name`. */
export const INSTANCE = { job: 'shop/api', instance: 'api-1' } as const;

/** The pool of the test cases. */
export const POOL = { db_client_connection_pool_name: 'orders' } as const;

/** The labels that tell one process from another on every path into Prometheus. */
export const IDENTITY = 'job, instance';

/** The labels that tell one pool from another. */
export const POOL_IDENTITY: string = `${IDENTITY}, db_client_connection_pool_name`;

/**
 * What was reported within the last two minutes, and nothing else. OTLP does not say that a series has ended: for
 * five minutes Prometheus goes on with the last value of a process that is gone, long enough for most alerts.
 */
export function current({ duration }: Context, selector: string): string {
  return `last_over_time(${selector}[${duration('2m')}])`;
}

import { errorTypeOf, type InstrumentationContext, instruments } from '@plimsoll/kernel';
import { METRICS } from './metrics.ts';
import type { ObservedPool } from './observed-pool.ts';
import { healthCheckFailed } from './pool-events.ts';

/** Tells of a health check of a pool; `error` is what it failed with. */
export type TellHealthCheck = (pool: ObservedPool, seconds: number, error?: unknown) => void;

export function healthMetrics(context: InstrumentationContext): TellHealthCheck {
  const { healthCheck } = instruments(context.meter, { healthCheck: METRICS.healthCheck });
  return (pool, seconds, error) => {
    const type = error === undefined ? undefined : errorTypeOf(error);
    const attributes = { ...pool.series.attributes, ...(type && { 'error.type': type }) };
    context.faults.guard('recording a measurement failed', () =>
      healthCheck.record(seconds, attributes),
    );
    if (type) healthCheckFailed(context, pool, type);
  };
}

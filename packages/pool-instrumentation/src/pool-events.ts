import type { InstrumentationContext } from '@plimsoll/kernel';
import { EVENTS } from './metrics.ts';
import type { ObservedPool } from './observed-pool.ts';
import type { PoolRequest } from './pool.ts';
import { formatSite } from './site.ts';

/** Tells that a connection is held for longer than the threshold, in the trace that acquired it. */
export function leakSuspected(
  { emitter, clock }: InstrumentationContext,
  pool: ObservedPool,
  loan: PoolRequest,
  seconds: number,
): void {
  const stats = pool.stats();
  emitter.emit(
    EVENTS.leakSuspected,
    {
      ...identityOf(pool),
      'plimsoll.pool.connection.use.duration': seconds,
      'plimsoll.pool.connection.used': stats?.used,
      'plimsoll.pool.connection.idle': stats?.idle,
      'plimsoll.pool.connection.allowed': stats?.limit,
      'plimsoll.pool.request.pending': stats?.pending,
      'plimsoll.pool.connection.transaction.status': loan.transaction,
      'plimsoll.pool.connection.site.status': loan.site ? 'captured' : 'not_sampled',
      'code.stacktrace': loan.site && formatSite(loan.site),
    },
    { timestampMillis: clock.epochMillis(), ...(loan.context && { context: loan.context }) },
  );
}

/** Tells that a connection which was suspected to be leaked came back, or was taken back. */
export function leakReturned(
  { emitter, clock }: InstrumentationContext,
  pool: ObservedPool,
  loan: PoolRequest,
  seconds: number,
): void {
  emitter.emit(
    loan.reclaimed ? EVENTS.leakReclaimed : EVENTS.leakReturned,
    { ...identityOf(pool), 'plimsoll.pool.connection.use.duration': seconds },
    { timestampMillis: clock.epochMillis(), ...(loan.context && { context: loan.context }) },
  );
}

/** Tells that a connection did not pass a health check. */
export function healthCheckFailed(
  { emitter, clock }: InstrumentationContext,
  pool: ObservedPool,
  errorType: string,
): void {
  emitter.emit(
    EVENTS.healthCheckFailed,
    { ...identityOf(pool), 'error.type': errorType },
    { timestampMillis: clock.epochMillis() },
  );
}

function identityOf({ series, identity }: ObservedPool): Record<string, string | undefined> {
  return {
    'db.client.connection.pool.name': series.name,
    'db.system.name': identity.system,
    'db.namespace': identity.namespace,
  };
}

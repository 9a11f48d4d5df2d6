import type { Clock, Faults } from '@plimsoll/kernel';
import type { HealthCheckSettings } from './health-check-options.ts';
import type { IdleConnection, PoolAdapter } from './pool.ts';

/** By how much a round may come earlier, at random, so that the processes of a service do not check together. */
const JITTER = 0.1;

export interface HealthCheckParts<P extends object> {
  readonly pool: P;
  readonly adapter: PoolAdapter<P>;
  readonly settings: HealthCheckSettings;
  readonly clock: Clock;
  readonly faults: Faults;
  /** Numbers from 0 to 1. */
  readonly random: () => number;
  /** Told of each check; `error` is what it failed with. */
  readonly checked: (seconds: number, error?: unknown) => void;
}

/** A check that took too long. */
export class HealthCheckTimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Looks after the idle connections of a pool, which it holds weakly: in each round one after the other is taken out,
 * asked, and put back or closed, so that at most one is missing at a time. A round ends where somebody waits.
 */
export function startHealthCheck<P extends object>(parts: HealthCheckParts<P>): Disposable {
  const { pool, ...rest } = parts;
  return rounds(new WeakRef(pool), rest);
}

/** Apart, for a closure beside `pool` would hold it. */
function rounds<P extends object>(
  ref: WeakRef<P>,
  parts: Omit<HealthCheckParts<P>, 'pool'>,
): Disposable {
  const { settings, clock, faults, random } = parts;
  let active = true;
  let timer: Disposable | undefined;
  const next = (): void => {
    if (!active) return;
    const seconds = (settings.intervalMillis / 1000) * (1 - JITTER * random());
    timer = clock.after(seconds, () => {
      const pool = ref.deref();
      if (pool)
        void round(pool, parts, () => active)
          .catch(failed)
          .then(next);
    });
  };
  const failed = (error: unknown): void => faults.report('checking idle connections failed', error);
  next();
  return {
    [Symbol.dispose]() {
      active = false;
      timer?.[Symbol.dispose]();
    },
  };
}

async function round<P extends object>(
  pool: P,
  { adapter, settings, clock, checked }: Omit<HealthCheckParts<P>, 'pool'>,
  active: () => boolean,
): Promise<void> {
  const seen = new Set<unknown>();
  for (;;) {
    if (!active() || adapter.stats(pool).pending > 0) return;
    const idle = adapter.takeIdle?.(pool, (connection) => seen.has(connection));
    if (!idle) return;
    seen.add(idle.connection);
    const since = clock.now();
    try {
      await inTime(ask(pool, idle, adapter, settings), clock, settings.timeoutMillis);
    } catch (error) {
      idle.close('health_check');
      checked(clock.now() - since, error);
      continue;
    }
    idle.putBack();
    checked(clock.now() - since);
  }
}

async function ask<P extends object>(
  pool: P,
  { connection }: IdleConnection,
  { query, ping }: PoolAdapter<P>,
  settings: HealthCheckSettings,
): Promise<void> {
  if (settings.ping === true) await ping?.(connection);
  else if (settings.ping) await settings.ping(connection);
  else await query?.(pool)?.(connection, settings.query as string);
}

async function inTime(asked: Promise<void>, clock: Clock, millis: number): Promise<void> {
  let timer: Disposable | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = clock.after(millis / 1000, () =>
      reject(new HealthCheckTimeoutError(`No answer in ${millis} ms`)),
    );
  });
  try {
    await Promise.race([asked, late]);
  } finally {
    timer?.[Symbol.dispose]();
  }
}

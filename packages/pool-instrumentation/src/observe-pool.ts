import { checkConstraints, readOptions } from '@plimsoll/kernel';
import { observe, weakly } from './groups.ts';
import {
  type HealthCheckOptions,
  type HealthCheckSettings,
  healthCheckOf,
} from './health-check-options.ts';
import { PoolHub } from './hub.ts';
import type { Other } from './leave-to.ts';
import type { ObservedPool } from './observed-pool.ts';
import { CONSTRAINTS, OBSERVE_OPTIONS } from './options.ts';
import { readAll } from './publish.ts';
import { currentHub, retireHub, startHub } from './registry.ts';
import type { PoolSeries } from './series.ts';
import type { CaptureSites } from './site.ts';

export interface PoolOptions {
  /** How old a checkout grows before it counts as a suspected leak, 1 ms to one day; one minute by default. */
  readonly leakThresholdMillis?: number;
  /**
   * When the stack of an acquire is kept for the leak event: `auto` (default) takes every acquire of a pool that has up to
   * 60 a second, the fewer the busier it is, and all for ten minutes after it held a connection too long; `always` costs
   * microseconds an acquire; `never`.
   */
  readonly captureSites?: CaptureSites;
  /**
   * `all` by default. `counts` puts nothing around the methods of a pool and reports what it says of itself at each collection:
   * connections, requests that wait, limits, utilization, status. No times, timeouts, leaks or recommended sizes.
   */
  readonly measure?: 'all' | 'counts';
  /**
   * The wait that 95 of 100 requests are to keep, 1 ms to one minute; 10 ms by default. `plimsoll.pool.size.recommended` is
   * the size that does.
   */
  readonly waitTargetMillis?: number;
  /**
   * Whether the client's own error for a wait that ran out of time gets a `cause` with the numbers of the pool and the
   * place that holds a connection for the longest, a `PoolTimeoutExplanation`; off by default.
   */
  readonly explainTimeouts?: boolean;
  /**
   * Checks idle connections in the background and has those closed that do not answer; off by default. One connection
   * of a pool at a time is out for it, none while somebody waits.
   */
  readonly healthCheck?: HealthCheckOptions | undefined;
  /**
   * How old a suspected leak grows before the connection is taken from its holder and closed, 1 ms to one day and not
   * before `leakThresholdMillis`; never by default, for whoever still uses it fails.
   */
  readonly reclaimAfterMillis?: number | undefined;
  /** Leaves what the instrumentations named here report of a pool to them: see the README. */
  readonly leaveTo?: readonly Other[];
}

export interface ObservePoolOptions extends PoolOptions {
  /** Value of `db.client.connection.pool.name`; by default database, server or system, in this order. */
  readonly name?: string;
}

/** What a pool is doing now. */
export interface PoolReading {
  readonly name: string;
  readonly used: number;
  readonly idle: number;
  readonly pending: number;
  /** `undefined` where a pool has no limit, or none that can be known. */
  readonly limit: number | undefined;
  /** Suspected leaks so far; this and the next are `undefined` where only counts are measured. */
  readonly leaked: number | undefined;
  /** Checkouts that are older than the leak threshold now. */
  readonly longHeld: number | undefined;
  readonly maxUseAgeSeconds: number | undefined;
}

/**
 * Reports `pool`, or each pool of a cluster, those that it gets later included, until the result is disposed, which leaves
 * the pool as it was. The pool behaves as it does without this, and it is held weakly. What was found by itself is taken over;
 * a second call for one pool changes nothing and is one diagnostic.
 * Throws a `TypeError` for anything that is not a pool and for a wrong option, a `RangeError` for one out of range.
 */
export function observePool(pool: object, options: ObservePoolOptions = {}): Disposable {
  const given = readOptions(OBSERVE_OPTIONS, options, 'observePool');
  const observation = { name: given.name, ...observationOf(given) };
  try {
    return endOf(weakly(observe(pool, () => startHub(() => new PoolHub()), observation)));
  } finally {
    retireHub();
  }
}

/** A function of its own, for a closure beside others would hold the pool that they close over. */
function endOf(observation: Disposable): Disposable {
  return {
    [Symbol.dispose]() {
      observation[Symbol.dispose]();
      retireHub();
    },
  };
}

/** The pools that are observed in this process, as they are now; those that ended have zeros. */
export function readPools(): PoolReading[] {
  return [...(currentHub()?.series() ?? [])].map(readingOf);
}

/** The settings of an observation out of checked options. Throws a `RangeError` for what counts alone cannot do. */
export function observationOf(options: Required<PoolOptions>): {
  countsOnly: boolean;
  leakThresholdSeconds: number;
  captureSites: CaptureSites;
  waitTargetSeconds: number;
  explainTimeouts: boolean;
  healthCheck: HealthCheckSettings | undefined;
  reclaimAfterSeconds: number | undefined;
  leaveTo: readonly Other[];
} {
  checkConstraints(CONSTRAINTS, options);
  return {
    countsOnly: options.measure === 'counts',
    leakThresholdSeconds: options.leakThresholdMillis / 1000,
    captureSites: options.captureSites,
    waitTargetSeconds: options.waitTargetMillis / 1000,
    explainTimeouts: options.explainTimeouts,
    healthCheck: healthCheckOf(options.healthCheck),
    reclaimAfterSeconds: options.reclaimAfterMillis && options.reclaimAfterMillis / 1000,
    leaveTo: options.leaveTo,
  };
}

function readingOf(series: PoolSeries<ObservedPool>): PoolReading {
  const { name, countsOnly } = series;
  const reading = { used: 0, idle: 0, pending: 0, longHeld: 0, maxUseAgeSeconds: 0 };
  let limit: number | undefined = 0;
  for (const { pool, stats } of readAll(series) ?? []) {
    reading.used += stats.used;
    reading.idle += stats.idle;
    reading.pending += stats.pending;
    limit = limit === undefined || stats.limit === undefined ? undefined : limit + stats.limit;
    reading.longHeld += pool.longHeld();
    reading.maxUseAgeSeconds = Math.max(reading.maxUseAgeSeconds, pool.maxUseAge());
  }
  const unknown = { leaked: undefined, longHeld: undefined, maxUseAgeSeconds: undefined };
  return { name, leaked: series.leaks, limit, ...reading, ...(countsOnly && unknown) };
}

import { POSTGRES } from '@plimsoll/kernel/test/servers';
import { Client, Pool } from 'pg';
import { autosize } from '../../src/autosize.ts';
import type { PoolHub } from '../../src/hub.ts';
import { observePool } from '../../src/observe-pool.ts';
import { type PoissonLoad, poissonLoad } from './poisson.ts';

/** By how much the clock of the hub is to run fast: ten minutes of advice in one. */
export const TIMES = 10;

/** What 95 of 100 requests are to wait at most. */
const WAIT_TARGET_MILLIS = 10;

/** The size has settled when so many advices in a row were within one connection of it, as far as its limits let it. */
const SETTLED_ADVICES = 6;

const { host, port, user, database } = POSTGRES;

export interface SizedRun {
  readonly from: number;
  readonly maxSize: number;
  readonly perSecond: number;
}

export interface Settled {
  /** What the size was, one after the other. */
  readonly sizes: readonly number[];
  /** The smallest size that would have kept the wait of what the pool has seen, by the last advice. */
  readonly fewest: number;
  /** The most backends of the pool that the server saw at a time. */
  readonly backends: number;
  readonly load: PoissonLoad;
}

export function poolOf(max: number, application: string): Pool {
  return new Pool({ host, port, user, database, max, application_name: application });
}

/** Sizes a pool under requests that each hold a connection for 40 ms, until its size has settled or `signal` says so. */
export async function settle(
  hub: PoolHub,
  { from, maxSize, perSecond }: SizedRun,
  signal?: AbortSignal,
): Promise<Settled> {
  const application = `plimsoll-sized-${process.pid}-${from}-${maxSize}`;
  const admin = new Client({ host, port, user, database });
  await admin.connect();
  const pool = poolOf(from, application);
  using _observation = observePool(pool, { waitTargetMillis: WAIT_TARGET_MILLIS * TIMES });
  using _sizing = autosize(pool, { maxSize, coolDownMillis: 10_000 });
  const load = poissonLoad(perSecond, () => pool.query('select pg_sleep(0.04)'));
  const sizes = [from];
  let backends = 0;
  let fewest = 0;
  let advice = hub.find(pool)?.adviser.last;
  for (let standing = 0; standing < SETTLED_ADVICES && !signal?.aborted; ) {
    const { rows } = await admin.query(
      'select count(*)::int as n, pg_sleep(0.05) from pg_stat_activity where application_name = $1',
      [application],
    );
    backends = Math.max(backends, rows[0].n);
    const size = pool.options.max as number;
    const next = hub.find(pool)?.adviser.last;
    if (next && next !== advice) {
      fewest = next.size;
      standing = Math.abs(Math.min(maxSize, fewest) - size) <= 1 ? standing + 1 : 0;
    }
    advice = next;
    if (size === sizes.at(-1)) continue;
    sizes.push(size);
    standing = 0;
  }
  await load.stop();
  await pool.end();
  await admin.end();
  return { sizes, fewest, backends, load };
}

import { createRequire } from 'node:module';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { observePool, PoolInstrumentation } from '@plimsoll/pool-instrumentation';
import type { Pool } from 'pg';
import { inPairs } from '../pairs.ts';
import { acquireAndRelease, type OpenLender, type Setup, subjectsOf } from '../pools.ts';
import { expectMetrics, startSdk } from '../sdk.ts';
import type { Subject } from '../subject.ts';

const load = createRequire(import.meta.url);

const { PGHOST, PGPORT, PGUSER, PGDATABASE } = process.env;
const SERVER = {
  host: PGHOST ?? '127.0.0.1',
  port: Number(PGPORT ?? 5432),
  user: PGUSER ?? 'postgres',
  database: PGDATABASE ?? 'postgres',
};

function openPool(): Pool {
  const { Pool: PgPool } = load('pg') as typeof import('pg');
  return new PgPool(SERVER);
}

/** With the idle timer on, as by default: each release starts it and each acquire stops it. */
const open: OpenLender = async () => {
  const pool = openPool();
  return {
    async borrow(times) {
      for (let left = times; left > 0; left--) {
        const client = await pool.connect();
        client.release();
      }
    },
    end: () => pool.end(),
  };
};

/** Two pools differ by a percent or two for no reason, two and two by less. */
const POOLS = 2;

/**
 * By our reader, each side with pools of its own: where one pool is observed by turns, each turn begins with acquires that are
 * captured, as a process does but once.
 */
function selectOne(observing: boolean): Subject {
  return async () => {
    const instrumentation = new PoolInstrumentation({ clients: [] });
    const { provider, collect } = startSdk([instrumentation.metricProducer()]);
    instrumentation.setMeterProvider(provider);
    const pools = Array.from({ length: 2 * POOLS }, openPool);
    const observed = pools.filter((_, index) => index % 2 === 0);
    const others = pools.filter((_, index) => index % 2 === 1);
    try {
      for (const pool of observing ? observed : []) observePool(pool);
      const select = (of: readonly Pool[]) => async (pair: number, times: number) => {
        const pool = of[(pair >> 1) % POOLS] as Pool;
        for (let left = times; left > 0; left--) await pool.query('select 1');
      };
      const outcome = await inPairs(select(observed), select(others), { operations: 60 });
      if (observing) expectMetrics(await collect(), ['db.client.connection.use_time']);
      return outcome;
    } finally {
      await Promise.all(pools.map((pool) => pool.end()));
    }
  };
}

/** Metrics alone, as ours are: spans would double its cost. */
const otel: Setup = () => {
  const sdk = startSdk();
  new PgInstrumentation().setMeterProvider(sdk.provider);
  return {
    check: async () => expectMetrics(await sdk.collect(), ['db.client.connection.count']),
  };
};

export const subjects: Readonly<Record<string, Subject>> = {
  ...subjectsOf('pg', open),
  'pool.pg.otel': acquireAndRelease(open, otel),
  'pool.pg.select1': selectOne(true),
  'pool.pg.select1.same': selectOne(false),
};

import { createRequire } from 'node:module';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { observePool, PoolInstrumentation } from '@plimsoll/pool-instrumentation';
import type { Pool } from 'pg';
import { cpuPerOperation } from '../measure.ts';
import {
  bare,
  counted,
  observedByApi,
  observedByReader,
  observedWithoutSites,
  type Setup,
} from '../pools.ts';
import { expectMetrics, startSdk } from '../sdk.ts';
import type { Subject } from '../subject.ts';
import { inTurns } from '../turns.ts';

/** After the instrumentations, which hook what is loaded. */
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
function acquireAndRelease(setup: Setup): Subject {
  return async () => {
    const { check } = setup();
    const pool = openPool();
    try {
      const value = await cpuPerOperation(
        async (operations) => {
          for (let left = operations; left > 0; left--) {
            const client = await pool.connect();
            client.release();
          }
        },
        { operations: 20_000, cpuMillis: 1200 },
      );
      await check();
      return { value };
    } finally {
      await pool.end();
    }
  };
}

const STEP_QUERIES = 50;

/** One pool, observed by our reader and not by turns: two pools and two processes differ by more than it costs. */
const select1: Subject = async () => {
  const instrumentation = new PoolInstrumentation({ clients: [] });
  const { provider, collect } = startSdk([instrumentation.metricProducer()]);
  instrumentation.setMeterProvider(provider);
  const pool = openPool();
  let observation: Disposable | undefined;
  try {
    const outcome = await inTurns({
      windowMillis: 20,
      step: async () => {
        for (let left = STEP_QUERIES; left > 0; left--) await pool.query('select 1');
        return STEP_QUERIES;
      },
      begin: () => {
        observation = observePool(pool, { name: 'observed' });
      },
      end: () => observation?.[Symbol.dispose](),
    });
    expectMetrics(await collect(), ['db.client.connection.use_time']);
    return outcome;
  } finally {
    await pool.end();
  }
};

/** Metrics alone, as ours are: spans would double its cost. */
const otel: Setup = () => {
  const sdk = startSdk();
  new PgInstrumentation().setMeterProvider(sdk.provider);
  return {
    check: async () => expectMetrics(await sdk.collect(), ['db.client.connection.count']),
  };
};

export const subjects: Readonly<Record<string, Subject>> = {
  'pool.pg.bare': acquireAndRelease(bare),
  'pool.pg.counts': acquireAndRelease(counted),
  'pool.pg.siteless': acquireAndRelease(observedWithoutSites),
  'pool.pg.all': acquireAndRelease(observedByReader),
  'pool.pg.all.api': acquireAndRelease(observedByApi),
  'pool.pg.otel': acquireAndRelease(otel),
  'pool.pg.select1': select1,
};

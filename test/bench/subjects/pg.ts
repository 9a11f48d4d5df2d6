import { createRequire } from 'node:module';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import type { Pool } from 'pg';
import { cpuPerOperation } from '../measure.ts';
import { bare, observedByApi, observedByReader, type Setup } from '../pools.ts';
import { expectMetrics, startSdk } from '../sdk.ts';
import type { Subject } from '../subject.ts';

/** After the instrumentations, which hook what is loaded. */
const load = createRequire(import.meta.url);

const { PGHOST, PGPORT, PGUSER, PGDATABASE } = process.env;
const SERVER = {
  host: PGHOST ?? '127.0.0.1',
  port: Number(PGPORT ?? 5432),
  user: PGUSER ?? 'postgres',
  database: PGDATABASE ?? 'postgres',
};

type Run = (pool: Pool, operations: number) => Promise<void>;

/** With the idle timer on, as by default: each release starts it and each acquire stops it. */
function onPool(
  setup: Setup,
  run: Run,
  loop: { readonly operations: number; readonly cpuMillis: number },
): Subject {
  return async () => {
    const { check } = setup();
    const { Pool: PgPool } = load('pg') as typeof import('pg');
    const pool = new PgPool(SERVER);
    try {
      const value = await cpuPerOperation((operations) => run(pool, operations), loop);
      await check();
      return { value };
    } finally {
      await pool.end();
    }
  };
}

const acquireAndRelease = (setup: Setup): Subject =>
  onPool(
    setup,
    async (pool, operations) => {
      for (let left = operations; left > 0; left--) {
        const client = await pool.connect();
        client.release();
      }
    },
    { operations: 20_000, cpuMillis: 1200 },
  );

const select1 = (setup: Setup): Subject =>
  onPool(
    setup,
    async (pool, operations) => {
      for (let left = operations; left > 0; left--) await pool.query('select 1');
    },
    { operations: 2000, cpuMillis: 1500 },
  );

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
  'pool.pg.all': acquireAndRelease(observedByReader),
  'pool.pg.all.api': acquireAndRelease(observedByApi),
  'pool.pg.otel': acquireAndRelease(otel),
  'pool.pg.select1.bare': select1(bare),
  'pool.pg.select1.all': select1(observedByReader),
};

import pg from 'pg';
import { observePool } from '../../src/observe-pool.ts';

export function observed(): pg.Pool {
  //#region readme
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
  const observation = observePool(pool, { name: 'orders' });
  observation[Symbol.dispose]();
  //#endregion
  return pool;
}

import type { Pool } from 'pg';
import { PoolTimeoutExplanation } from '../../src/explain.ts';
import { observePool } from '../../src/observe-pool.ts';

export async function explained(pool: Pool, say: (words: unknown) => void): Promise<void> {
  //#region readme
  observePool(pool, { explainTimeouts: true });

  try {
    await pool.query('select 1');
  } catch (error) {
    const { cause } = error as Error;
    if (cause instanceof PoolTimeoutExplanation) say(cause.message);
    // orders: 10 of 10 used, 0 idle, 5 waiting, the oldest loan lasts 42.1 s
  }
  //#endregion
}

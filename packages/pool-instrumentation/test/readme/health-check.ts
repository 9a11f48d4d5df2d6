import type { Pool } from 'pg';
import { observePool } from '../../src/observe-pool.ts';

export function checked(pool: Pool): Disposable {
  return (
    //#region readme
    observePool(pool, {
      healthCheck: { query: 'select 1', intervalMillis: 30_000, timeoutMillis: 5000 },
    })
    //#endregion
  );
}

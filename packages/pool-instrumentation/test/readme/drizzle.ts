import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Pool, PoolConfig } from 'pg';
import { observePool } from '../../src/observe-pool.ts';

export function named(connection: PoolConfig): NodePgDatabase & { readonly $client: Pool } {
  //#region readme
  const db = drizzle({ connection });
  observePool(db.$client, { name: 'orders' });
  //#endregion
  return db;
}

import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type PoolConfig } from 'pg';
import { observePool } from '../../src/observe-pool.ts';

export function named(config: PoolConfig): { readonly pool: Pool; readonly adapter: PrismaPg } {
  //#region readme
  const pool = new Pool(config);
  observePool(pool, { name: 'billing' });
  const adapter = new PrismaPg(pool); // for `new PrismaClient({ adapter })`
  //#endregion
  return { pool, adapter };
}

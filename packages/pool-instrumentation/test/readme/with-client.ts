import type { Pool } from 'pg';
import { withClient } from '../../src/with-client.ts';

export async function order(pool: Pool, id: number): Promise<unknown> {
  //#region readme
  const { rows } = await withClient(pool, (client) =>
    client.query('select * from orders where id = $1', [id]),
  );
  //#endregion
  return rows;
}

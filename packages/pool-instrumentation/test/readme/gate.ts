import type { Pool } from 'generic-pool';
import { createGate } from '../../src/gate.ts';
import { withClient } from '../../src/with-client.ts';

/** Asks a key of a store by one of its connections. */
export async function gated(pool: Pool<Map<string, number>>): Promise<number | undefined> {
  //#region readme
  const gate = createGate({ maxSize: 20 });
  const order = await gate.run(() => withClient(pool, (client) => client.get('order')));
  //#endregion
  return order;
}

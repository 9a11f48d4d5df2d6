import type { Pool as Generic } from 'generic-pool';
import type { Pool } from 'pg';
import {
  createPoolRegistry,
  type PoolRegistry,
  type PressureLike,
} from '../../src/pool-registry.ts';

export async function registered(
  orders: Pool,
  sockets: Generic<object>,
  pressure: PressureLike,
): Promise<PoolRegistry> {
  //#region readme
  const registry = createPoolRegistry({ limit: 50, pressure });
  registry.add('orders', orders);
  registry.add('sockets', sockets);

  await registry.withClient<typeof orders, unknown>('orders', (client) => client.query('select 1'));
  registry.read(); // { orders: { used: 0, idle: 1, pending: 0, limit: 10, state: 'healthy', reconnects: 0 }, ... }
  registry.reconnect('orders');
  await registry.drain();
  //#endregion
  return registry;
}

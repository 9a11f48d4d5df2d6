import type pg from 'pg';
import { createPool } from '../../src/generic/create-pool.ts';

export async function ordersIn(
  { Client }: Pick<typeof pg, 'Client'>,
  config: pg.ClientConfig,
): Promise<unknown[]> {
  //#region readme
  const connections = createPool(
    {
      async create() {
        const client = new Client(config);
        client.on('error', () => {});
        await client.connect();
        return client;
      },
      destroy: (client) => client.end(),
      validate: async (client) => (await client.query('select 1')).rowCount === 1,
    },
    { name: 'orders', max: 10, minIdle: 2 },
  );
  await connections.start();

  async function orders() {
    await using lease = await connections.acquire({ priority: 'high' });
    return (await lease.resource.query('select 42 as id')).rows;
  }
  //#endregion
  try {
    return await orders();
  } finally {
    await connections.close();
  }
}

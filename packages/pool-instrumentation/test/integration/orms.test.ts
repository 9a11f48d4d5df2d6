import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeWith, POSTGRES } from '@plimsoll/kernel/test/servers';
import { soon } from '@plimsoll/kernel/test/soon';
import { afterEach, expect, test } from 'vitest';
import { PoolInstrumentation } from '../../src/index.ts';
import * as drizzle from '../readme/drizzle.ts';
import * as prisma from '../readme/prisma.ts';
import * as supabase from '../readme/supabase.ts';
import * as typeorm from '../readme/typeorm.ts';
import { testSdk } from '../sdk.ts';
import { ORMS } from './orms.ts';

const { host, port, user, database } = POSTGRES;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Finds pools by itself until the end of the test; the answer reads what is reported of a metric. */
function instrumented() {
  const instrumentation = new PoolInstrumentation();
  const sdk = testSdk();
  instrumentation.setMeterProvider(sdk.meterProvider);
  ends.push(() => instrumentation.disable());
  return sdk.values;
}

for (const { name, server, connect, poolName, open } of ORMS) {
  const describe = await describeWith(server);

  describe(name, () => {
    test('has a pool that is found by itself and counted as the server counts it', async () => {
      const label = `plimsoll_orm_${process.pid}_${ORMS.findIndex((orm) => orm.name === name)}`;
      const { connections, end } = await connect(label);
      ends.push(end);
      const reported = instrumented();
      const pool = poolName(label);
      const values = async () => {
        const histogram = await reported('db.client.connection.use_time');
        return {
          counts: await reported('db.client.connection.count'),
          uses: (histogram[pool] as { count: number } | undefined)?.count ?? 0,
        };
      };

      const orm = await open(label);
      ends.push(() => orm.close());
      const { uses } = await values();
      const giveBack = await orm.begin();
      await orm.query('select 1');
      expect(await values()).toEqual({
        counts: { [`${pool} used`]: 1, [`${pool} idle`]: 1 },
        uses: uses + 1,
      });
      expect(await reported('db.client.connection.limit')).toEqual({ [pool]: 2 });
      expect(await reported('db.client.connection.pending_requests')).toEqual({ [pool]: 0 });
      expect(await connections()).toBe(2);

      await giveBack();
      expect(await values()).toEqual({
        counts: { [`${pool} used`]: 0, [`${pool} idle`]: 2 },
        uses: uses + 2,
      });

      await orm.close();
      ends.pop();
      expect((await values()).counts).toEqual({ [`${pool} used`]: 0, [`${pool} idle`]: 0 });
      await soon(async () => expect(await connections()).toBe(0));
    });
  });
}

const describe = await describeWith(POSTGRES);

describe('the pool of an ORM is reported under a name that was chosen', () => {
  test('typeorm, each pool of a replication', async () => {
    const reported = instrumented();
    const one = { host, port, username: user, database };
    const source = await typeorm.named({
      type: 'postgres',
      replication: { master: one, slaves: [one] },
      poolSize: 3,
    });
    ends.push(() => source.destroy());
    await source.query('select 1');
    const read = source.createQueryRunner('slave');
    await read.query('select 1');
    expect(await reported('db.client.connection.count')).toMatchObject({
      'shop/write used': 0,
      'shop/write idle': 1,
      'shop/read used': 1,
      'shop/read idle': 0,
    });
    expect(await reported('db.client.connection.limit')).toMatchObject({
      'shop/write': 3,
      'shop/read': 3,
    });
    await read.release();
    expect(await reported('db.client.connection.use_time')).toMatchObject({
      'shop/write': { count: 1 },
      'shop/read': { count: 1 },
    });
  });

  test('drizzle', async () => {
    const reported = instrumented();
    const db = drizzle.named({ host, port, user, database, max: 4 });
    ends.push(() => db.$client.end());
    await db.execute('select 1');
    expect(await reported('db.client.connection.count')).toMatchObject({
      'orders used': 0,
      'orders idle': 1,
    });
    expect(await reported('db.client.connection.limit')).toMatchObject({ orders: 4 });
    expect(await reported('db.client.connection.use_time')).toMatchObject({ orders: { count: 1 } });
  });

  test('Prisma, by the pool that it was given', async () => {
    const reported = instrumented();
    const { pool, adapter: factory } = prisma.named({ host, port, user, database, max: 5 });
    ends.push(() => pool.end());
    const adapter = await factory.connect();
    const select = { sql: 'select 1 as one', args: [], argTypes: [] };
    expect(await adapter.queryRaw(select)).toMatchObject({ rows: [[1]] });
    expect(await reported('db.client.connection.count')).toMatchObject({
      'billing used': 0,
      'billing idle': 1,
    });
    expect(await reported('db.client.connection.limit')).toMatchObject({ billing: 5 });
    expect(await reported('db.client.connection.use_time')).toMatchObject({
      billing: { count: 1 },
    });
    await adapter.dispose();
  });
});

test('supabase has no pool: its HTTP connections are counted', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  ends.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const reported = instrumented();
  const at = `127.0.0.1 ${port}`;

  const client = supabase.observed(`http://127.0.0.1:${port}`, 'a key');
  const work = client
    .from('orders')
    .select('id')
    .then((answer) => answer);
  const [request, response]: [IncomingMessage, ServerResponse] = (await once(
    server,
    'request',
  )) as never;
  expect(request.url).toBe('/rest/v1/orders?select=id');
  expect(await reported('http.client.open_connections')).toEqual({
    [`active ${at}`]: 1,
    [`idle ${at}`]: 0,
  });
  expect(await reported('http.client.active_requests')).toEqual({ [at]: 1 });
  expect(await reported('plimsoll.http.client.pending_requests')).toEqual({ [at]: 0 });
  response.setHeader('content-type', 'application/json').end('[{"id":7}]');
  expect(await work).toMatchObject({ data: [{ id: 7 }], error: null });
  expect(await reported('http.client.open_connections')).toEqual({
    [`active ${at}`]: 0,
    [`idle ${at}`]: 1,
  });
});

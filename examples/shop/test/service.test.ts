import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProcesses } from '../src/demo/processes.ts';

const said: string[] = [];
const processes = createProcesses((line) => said.push(line));
let url = '';

async function call(method: string, path: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(new URL(path, url), { method });
  return { status: answer.status, body: await answer.json() };
}

beforeAll(async () => {
  const database = processes.start('database', { file: 'postgres/main.ts', args: ['pglite'] });
  const [{ url: databaseUrl }] = await once(database, 'message');
  const shop = processes.start('shop', {
    file: 'service.ts',
    env: { DATABASE_URL: databaseUrl, POOL_MAX: '1' },
  });
  if (!shop.stdout) throw new Error('no stdout');
  const [line] = await once(createInterface({ input: shop.stdout }), 'line');
  url = JSON.parse(line).url;
}, 30_000);

afterAll(() => processes[Symbol.asyncDispose]());

test('sells a product and writes the invoice on its worker', async () => {
  const product = await call('GET', '/products/7');
  expect(product).toMatchObject({ status: 200, body: { id: 7, name: 'Buoy no. 7', cents: 107 } });

  const { status, body } = await call('POST', '/products/7/purchases?quantity=2');
  expect(status).toBe(201);
  const { id } = body as { id: string };
  const invoice = await call('GET', `/purchases/${id}/invoice`);
  expect(invoice.body).toEqual({
    invoice: `Invoice ${id}\n2 x Buoy no. 7 at €1.07\nVAT included €0.34\nTotal €2.14`,
  });
});

test('lists its products by the page', async () => {
  const { body } = await call('GET', '/products?page=2');
  const ids = (body as { id: number }[]).map(({ id }) => id);
  expect(ids).toEqual(Array.from({ length: 20 }, (_, n) => 41 + n));
});

test.each([
  ['GET', '/products/9999', 404],
  ['GET', '/purchases/9999/invoice', 404],
  ['DELETE', '/products', 404],
  ['POST', '/products/9999/purchases', 404],
  ['POST', '/faults/flood', 404],
])('answers %s %s with %i', async (method, path, status) => {
  expect((await call(method, path)).status).toBe(status);
});

test('injects and heals a fault', async () => {
  expect(await call('POST', '/faults/leak')).toEqual({
    status: 200,
    body: { name: 'leak', active: true },
  });
  expect(await call('DELETE', '/faults/leak')).toEqual({
    status: 200,
    body: { name: 'leak', active: false },
  });
});

test('refuses the faults that one backend cannot carry, and says why', async () => {
  const unavailable = 'needs a database with several backends';
  expect(await call('POST', '/faults/pool-hog')).toEqual({
    status: 409,
    body: { error: unavailable },
  });
  const { body } = await call('GET', '/faults');
  expect(body).toContainEqual({ name: 'pool-leak', active: false, unavailable });
});

test('writes nothing to stderr while all is well', () => {
  expect(said).toEqual([]);
});

import createKnex, { type Knex } from 'knex';
import PgPool from 'pg-pool';
import { Pool } from 'tarn';
import { expect, test } from 'vitest';
import { knex } from '../../src/adapters/knex.ts';
import type { KnownIdentity } from '../../src/pool.ts';
import { fakePgClient } from './fake-pg-client.ts';

/** A knex, and what is told of its pools from now on. */
function watchedKnex(config: Knex.Config) {
  const db = createKnex(config);
  const found: { pool: object; identity: KnownIdentity | undefined }[] = [];
  const watching = knex.members(db as never, (pool, _name, identity) =>
    found.push({ pool, identity }),
  );
  return { db, found, watching, pools: () => found.map(({ pool }) => pool) };
}

const SHOP = { client: 'pg', connection: { host: 'db', database: 'shop' } };

test('knows a knex and its client, and nothing that is neither', () => {
  const db = createKnex(SHOP);
  for (const known of [db, db.client]) expect(knex.matches(known)).toBe(true);
  const frozen = { client: Object.freeze(createKnex(SHOP).client) };
  for (const stranger of [
    undefined,
    null,
    1,
    () => {},
    {},
    { client: {} },
    { client: null },
    frozen,
  ])
    expect(knex.matches(stranger)).toBe(false);
});

test('tells the pool that a knex has, and each that it makes later, once', async () => {
  const { db, pools, watching } = watchedKnex(SHOP);
  const first = db.client.pool;
  expect(pools()).toEqual([first]);
  await db.destroy();
  db.initialize();
  const second = db.client.pool;
  expect(pools()).toEqual([first, second]);
  db.initialize();
  expect(pools()).toHaveLength(2);
  watching[Symbol.dispose]();
  expect(Object.hasOwn(db.client, 'initializePool')).toBe(false);
  await db.destroy();
  db.initialize();
  expect(pools()).toHaveLength(2);
});

test('tells no pool beneath an override of somebody else, once it is disposed', async () => {
  const { db, pools, watching } = watchedKnex(SHOP);
  const { initializePool } = db.client;
  db.client.initializePool = function (...args: unknown[]) {
    return Reflect.apply(initializePool, this, args);
  };
  watching[Symbol.dispose]();
  await db.destroy();
  db.initialize();
  expect(pools()).toHaveLength(1);
});

test('tells no pool of a knex that has none, until it makes one', () => {
  const { db, pools } = watchedKnex({ client: 'pg' });
  expect(pools()).toEqual([]);
  db.initialize({ ...SHOP, pool: { min: 0, max: 1 } });
  expect(pools()).toEqual([db.client.pool]);
});

test('tells the pool that a knex was given, of tarn or of the driver', () => {
  const own = new Pool({ create: async () => ({}), destroy: () => {}, min: 0, max: 1 });
  const native = new PgPool({ Client: fakePgClient({ connect: undefined }) as never });
  for (const connectionPool of [own, native])
    expect(watchedKnex({ client: 'pg', connectionPool } as never).pools()).toEqual([
      connectionPool,
    ]);
});

test.each([
  ['pg', { host: 'db', port: 6432, database: 'shop' }, { namespace: 'shop', server: 'db:6432' }],
  ['pg', 'postgres://ann:s3cret@db:6432/shop', { namespace: 'shop', server: 'db:6432' }],
  [
    'pg',
    { connectionString: 'postgres://ann:s3cret@db/shop' },
    { namespace: 'shop', server: 'db' },
  ],
  ['pg', () => ({ database: 'shop' }), {}],
])('tells of %s with %j what may be told', (client, connection, expected) => {
  const { found } = watchedKnex({ client, connection: connection as never });
  expect(found.map(({ identity }) => identity)).toEqual([{ system: 'postgresql', ...expected }]);
});

test.each([
  ['cockroachdb', 'cockroachdb'],
  ['redshift', 'aws.redshift'],
])('names the system that %s is', (client, system) => {
  const { found } = watchedKnex({ client, connection: { database: 'shop' } });
  expect(found[0]?.identity).toEqual({ system, namespace: 'shop' });
});

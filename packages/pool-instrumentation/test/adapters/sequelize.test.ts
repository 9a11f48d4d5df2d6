import { type Options, Sequelize } from 'sequelize';
import { expect, test } from 'vitest';
import { sequelize } from '../../src/adapters/sequelize.ts';
import type { KnownIdentity } from '../../src/pool.ts';

const SHOP: Options = { dialect: 'postgres', host: 'db', port: 6432, database: 'shop' };

function found(options: Options) {
  const orm = new Sequelize({ logging: false, ...options });
  const pools: [object, KnownIdentity | undefined][] = [];
  sequelize.members(orm as never, (pool, _name, identity) => void pools.push([pool, identity]));
  return { orm, pools, identities: pools.map(([, identity]) => identity) };
}

test('knows a sequelize and its connection manager, and nothing that is neither', () => {
  const { orm } = found(SHOP);
  for (const known of [orm, Reflect.get(orm, 'connectionManager')])
    expect(sequelize.matches(known)).toBe(true);
  for (const stranger of [undefined, null, 1, {}, { connectionManager: {} }])
    expect(sequelize.matches(stranger)).toBe(false);
});

test('tells the pool and the database that it is for', () => {
  const { orm, pools } = found(SHOP);
  expect(pools).toEqual([
    [
      Reflect.get(Reflect.get(orm, 'connectionManager'), 'pool'),
      { system: 'postgresql', namespace: 'shop', server: 'db:6432' },
    ],
  ]);
});

test('tells the pools of a replication by their roles', () => {
  const one = found({ ...SHOP, replication: { write: { host: 'w' }, read: [{ host: 'r' }] } });
  const shop = { system: 'postgresql', namespace: 'shop' };
  expect(one.identities).toEqual([
    { ...shop, server: 'w:6432', role: 'write' },
    { ...shop, server: 'r:6432', role: 'read' },
  ]);
  const two = found({
    ...SHOP,
    replication: { write: { host: 'w' }, read: [{ host: 'r1' }, { host: 'r2' }] },
  });
  expect(two.identities[1]).toEqual({ ...shop, role: 'read' });
});

test('tells no pool of a sequelize of sqlite, which goes round it', () => {
  expect(found({ dialect: 'sqlite', dialectModule: {} }).pools).toEqual([]);
});

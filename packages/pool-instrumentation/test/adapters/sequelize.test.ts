import { type Options, Sequelize } from 'sequelize';
import { describe, expect, test } from 'vitest';
import { sequelize } from '../../src/adapters/sequelize.ts';
import { sequelizePool } from '../../src/adapters/sequelize-pool.ts';
import { PoolInstrumentation } from '../../src/instrumentation.ts';
import type { KnownIdentity } from '../../src/pool.ts';
import { testSdk } from '../sdk.ts';
import { recorder } from './recorder.ts';

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

describe('the server that is to tell its version cannot be reached', () => {
  const down = { ...SHOP, host: '127.0.0.1', port: 1 };
  const refused = (orm: Sequelize) => expect(orm.query('select 1')).rejects.toThrow('ECONNREFUSED');

  function watched(options: Options) {
    const { orm, pools } = found(options);
    const watchings = pools.map(([pool]) => {
      const { events, told } = recorder();
      return { told, watching: sequelizePool.watch(pool as never, events) };
    });
    return { orm, watchings, told: watchings.map((each) => each.told) };
  }

  test('and its pool tells that no connection could be made, though it is not asked', async () => {
    const { orm, told } = watched(down);
    await refused(orm);
    await refused(orm);
    expect(told).toEqual([['create failed', 'create failed']]);
  });

  test('and of a replication the pool to write by tells it', async () => {
    const { orm, told } = watched({ ...down, replication: { write: {}, read: [{}] } });
    await refused(orm);
    expect(told).toEqual([['create failed'], []]);
  });

  test('and nobody tells it who has left, and all is as it was', async () => {
    const { orm, watchings, told } = watched(down);
    const manager = Reflect.get(orm, 'connectionManager') as object;
    expect(Object.keys(manager)).not.toContain('_connect');
    for (const { watching } of watchings) watching[Symbol.dispose]();
    expect(Object.hasOwn(manager, '_connect')).toBe(false);
    await refused(orm);
    expect(told).toEqual([[]]);
  });

  test('and a pool that was found by itself is unhealthy at the first use', async () => {
    const sdk = testSdk();
    using instrumentation = new PoolInstrumentation();
    instrumentation.setMeterProvider(sdk.meterProvider);
    const { orm } = found(down);
    await refused(orm);
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'shop unhealthy': 1 });
  });
});

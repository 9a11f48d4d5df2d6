import mysql from 'mysql2';
import { describe, expect, test } from 'vitest';
import { PoolInstrumentation } from '../src/instrumentation.ts';
import { observePool, readPools } from '../src/observe-pool.ts';
import type { PressureLike } from '../src/pool-registry.ts';
import { fakeMysqlServer } from './adapters/fake-mysql-server.ts';
import { mysql2Pool } from './adapters/subjects/mysql2.ts';
import { oracledbSubject } from './adapters/subjects/oracledb.ts';
import { settle } from './generic/rig.ts';
import { createPoolRegistry, server } from './registries.ts';
import { testSdk } from './sdk.ts';

/** The names under which pools are reported; what ended has a name too, and no limit. */
function liveNames(): string[] {
  return readPools()
    .filter(({ limit }) => limit)
    .map(({ name }) => name);
}

const names = ({ name }: { name: string }): string => name;

test('reads the numbers and the state of pools of any client, by their names', async () => {
  const { own, generic } = server();
  const registry = createPoolRegistry();
  const cache = registry.add('cache', generic('cache'));
  const orders = registry.add('orders', own('orders'));
  const lease = await orders.acquire();
  await cache.release(await cache.acquire());
  expect(registry.read()).toEqual({
    cache: { used: 0, idle: 1, pending: 0, limit: 4, state: 'healthy', reconnects: 0 },
    orders: { used: 1, idle: 0, pending: 0, limit: 4, state: 'healthy', reconnects: 0 },
  });
  lease.release();
  expect(registry.remove('cache')).toBe(true);
  expect(registry.remove('cache')).toBe(false);
  expect(Object.keys(registry.read())).toEqual(['orders']);
});

describe('reconnects', () => {
  test('are connections that were made in place of lost ones, no more and no others', async () => {
    const { generic } = server();
    const registry = createPoolRegistry();
    const pool = registry.add('cache', generic('cache'));
    const reconnects = () => registry.read().cache?.reconnects;
    const connections = await Promise.all([1, 2, 3].map(() => pool.acquire()));
    for (const broken of connections.slice(0, 2)) await pool.destroy(broken);
    expect(reconnects()).toBe(0);
    await pool.acquire();
    expect(reconnects()).toBe(1);
    await Promise.all([1, 2].map(() => pool.acquire()));
    expect(reconnects()).toBe(2);
    await pool.release(connections[2] as never);
    expect(registry.reconnect('cache')).toBe(1);
    await pool.acquire();
    expect(reconnects()).toBe(2);
  });

  test('are counted on where somebody observes the pool by options of his own', async () => {
    const { generic } = server();
    const registry = createPoolRegistry();
    const pool = registry.add('cache', generic('cache'));
    await pool.destroy(await pool.acquire());
    const observation = observePool(pool, { name: 'mine' });
    expect(liveNames()).toEqual(['mine']);
    await pool.acquire();
    expect(registry.read().cache?.reconnects).toBe(1);
    registry.remove('cache');
    expect(liveNames()).toEqual(['mine']);
    observation[Symbol.dispose]();
  });

  test('are unknown of a client that tells nobody when it opens a connection', () => {
    const registry = createPoolRegistry();
    registry.add('oracle', oracledbSubject.make({ max: 2 }).pool);
    expect(registry.read().oracle).toMatchObject({ limit: 2, reconnects: undefined });
  });
});

test('is not in the way of the instrumentation, which takes its pools over', async () => {
  const { generic } = server();
  const registry = createPoolRegistry();
  const pool = registry.add('cache', generic('cache'));
  expect(liveNames()).toEqual(['cache']);
  const instrumentation = new PoolInstrumentation({ clients: ['generic-pool'] });
  await pool.release(await pool.acquire());
  expect(
    readPools()
      .map(({ idle }) => idle)
      .filter((idle) => idle > 0),
  ).toEqual([1]);
  expect(registry.read().cache).toMatchObject({ idle: 1, reconnects: 0 });
  registry.remove('cache');
  instrumentation.disable();
  expect(readPools()).toEqual([]);
});

test('holds all pools of what stands for several, or for one, as one', async () => {
  const registry = createPoolRegistry();
  const promises = registry.add('promises', mysql2Pool(2).pool.promise());
  const cluster = registry.add('cluster', mysql.createPoolCluster());
  expect(registry.read().cluster).toMatchObject({ used: 0, idle: 0, limit: undefined });
  const fake = fakeMysqlServer();
  for (const [id, connectionLimit] of [
    ['a', 2],
    ['b', 3],
  ] as const)
    cluster.add(id, { connectionLimit, stream: () => fake.connect() } as never);
  const borrowed = () => registry.withClient('cluster', () => {});
  await registry.withClient('promises', () => {});
  for (let turn = 0; turn < 4; turn++) await borrowed();
  const numbers = { used: 0, pending: 0, state: 'healthy', reconnects: 0 };
  expect(registry.read()).toEqual({
    promises: { ...numbers, idle: 1, limit: 2 },
    cluster: { ...numbers, idle: 2, limit: 5 },
  });
  expect(registry.reconnect('cluster')).toBe(2);
  expect(registry.closeIdle()).toBe(1);
  expect(registry.read()).toMatchObject({ promises: { idle: 0 }, cluster: { idle: 0 } });
  await registry.drain();
  await expect(promises.getConnection()).rejects.toThrow('closed');
  expect(readPools().filter(({ used, idle }) => used + idle > 0)).toEqual([]);
});

test('borrows by name', async () => {
  const { own } = server();
  const registry = createPoolRegistry();
  const orders = registry.add('orders', own('orders'));
  expect(await registry.withClient<typeof orders, string>('orders', names)).toBe('orders');
  await expect(registry.withClient('others', () => {})).rejects.toThrow('no pool `others`');
  expect(orders.stats).toMatchObject({ used: 0, idle: 1 });
});

test('refuses a name that is taken, what is no pool and a wrong option', () => {
  const { own } = server();
  const registry = createPoolRegistry();
  registry.add('orders', own('orders'));
  expect(() => registry.add('orders', own('orders'))).toThrow('`orders` in the registry already');
  expect(() => registry.add('', own('orders'))).toThrow(RangeError);
  expect(() => registry.add(undefined as never, own('orders'))).toThrow(TypeError);
  expect(() => registry.add('others', {})).toThrow(TypeError);
  expect(() => createPoolRegistry({ limit: 0 })).toThrow(RangeError);
  expect(() => registry.reconnect('others')).toThrow('no pool `others`');
});

test('closes what is idle under pressure, but for what a pool keeps ready', async () => {
  const { own, generic, ended } = server();
  const listeners: Parameters<PressureLike['on']>[0][] = [];
  const pressure: PressureLike = {
    on(listener) {
      listeners.push(listener);
      return { [Symbol.dispose]: () => void listeners.pop() };
    },
  };
  const registry = createPoolRegistry({ pressure });
  const ready = registry.add('ready', own('ready', 1));
  const cache = registry.add('cache', generic('cache'));
  await ready.start();
  const leases = await Promise.all([ready.acquire(), ready.acquire()]);
  for (const lease of leases) lease.release();
  await cache.release(await cache.acquire());
  await settle();
  const before = ready.stats.idle;
  listeners[0]?.({ level: 'nominal' });
  expect(ended).toEqual([]);
  listeners[0]?.({ level: 'elevated' });
  await settle();
  expect(ready.stats.idle).toBe(1);
  expect(ended.toSorted()).toEqual(['cache', ...Array.from({ length: before - 1 }, () => 'ready')]);
  await registry.drain();
  expect(listeners).toEqual([]);
});

test('has a zero for what it may close under pressure, where it can', async () => {
  const { own } = server();
  const sdk = testSdk();
  using instrumentation = new PoolInstrumentation({ clients: [] });
  instrumentation.setMeterProvider(sdk.meterProvider);
  const registry = createPoolRegistry();
  registry.add('orders', own('orders'));
  registry.add('channels', { counts: () => ({ used: 0, idle: 0, pending: 0 }) });
  expect(await sdk.values('plimsoll.pool.connection.closed')).toMatchObject({
    'orders pressure': 0,
  });
  await registry.drain();
});

test('closes every idle connection of a pool that is to connect anew, and leaves what is lent', async () => {
  const { own, open } = server();
  const sdk = testSdk();
  const instrumentation = new PoolInstrumentation({ clients: [] });
  instrumentation.setMeterProvider(sdk.meterProvider);
  const registry = createPoolRegistry();
  const pool = registry.add('orders', own('orders'));
  const leases = [await pool.acquire(), await pool.acquire()];
  const lent = leases[0]?.resource;
  leases[1]?.release();
  expect(registry.reconnect('orders')).toBe(1);
  await settle();
  expect([...open]).toEqual([lent]);
  expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({ 'orders shutdown': 1 });
  instrumentation.disable();
});

test('drains the pools in the reverse of their order, and tells what failed once all are through', async () => {
  const { own, generic, ended } = server();
  const registry = createPoolRegistry();
  const first = registry.add('first', own('first'));
  const broken = registry.add('broken', generic('broken'));
  const last = registry.add('last', generic('last'));
  for (const pool of [first, last])
    await registry.withClient(pool === first ? 'first' : 'last', settle);
  broken.drain = () => Promise.reject(new Error('no end'));
  const failure = await registry[Symbol.asyncDispose]().then(
    () => undefined,
    (error: AggregateError) => error,
  );
  expect(failure?.errors).toEqual([new Error('no end')]);
  expect(ended).toEqual(['last', 'first']);
  expect(registry.read()).toEqual({});
});

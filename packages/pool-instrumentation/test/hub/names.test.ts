import { expect, test } from 'vitest';
import { STATS, stubAdapter } from '../stub-pool.ts';
import { OPTIONS, startedHub, warnings } from './started-hub.ts';

const warned = warnings();

test('numbers pools of one name, and gives the name of an ended one to the next', async () => {
  const { sdk, observe } = startedHub();
  const first = observe({ limit: 1 });
  observe({ limit: 2 });
  first.stats = { ...STATS, ended: true };
  observe({ limit: 3 });
  expect(await sdk.values('db.client.connection.limit')).toEqual({ shop: 3, 'shop#2': 2 });
});

test('reports pools beyond the hundredth together', async () => {
  const { sdk, observe } = startedHub();
  for (let pool = 0; pool < 105; pool++) observe({ used: 1, limit: 2 }, { name: `pool ${pool}` });
  const used = await sdk.values('db.client.connection.count');
  expect(Object.keys(used)).toHaveLength(2 * 101);
  expect(used['other used']).toBe(5);
  expect((await sdk.values('plimsoll.pool.connection.utilization')).other).toBe(0.5);
});

test('leaves a pool that is observed already to the first, and says so once', async () => {
  const { hub, sdk, observe } = startedHub();
  const pool = observe({ used: 1 });
  expect(hub.observe(pool, stubAdapter(), { ...OPTIONS, name: 'again' })).toBeUndefined();
  hub.observe(pool, stubAdapter(), { ...OPTIONS, name: 'again' });
  expect(await sdk.values('db.client.connection.limit')).toEqual({ shop: 10 });
  expect(warned).toHaveBeenCalledTimes(1);
});

test('lets the application name a pool that was found by itself, with its loans', async () => {
  const { clock, hub, sdk, observe } = startedHub();
  const pool = observe({ used: 1 }, { name: undefined, owner: {} });
  pool.take('a');
  clock.advance(10);
  hub.observe(pool, stubAdapter(), { ...OPTIONS, name: 'named' });
  expect(warned).not.toHaveBeenCalled();
  expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toMatchObject({ named: 10 });
  pool.give('a');
  expect(await sdk.values('db.client.connection.use_time')).toMatchObject({ named: { count: 1 } });
});

test('keeps no series of a name that nobody has seen', async () => {
  const { hub, sdk, observe } = startedHub();
  const pool = observe({}, { name: 'found', owner: {} });
  hub.observe(pool, stubAdapter(), { ...OPTIONS, name: 'named' });
  expect(await sdk.values('db.client.connection.limit')).toEqual({ named: 10 });
});

test('keeps the series of a pool though another of its name is detached before anybody saw it', async () => {
  const { hub, sdk, observe } = startedHub();
  const first = observe();
  first.stats = { ...STATS, ended: true };
  observe({ limit: 7 });
  hub.find(first)?.detach();
  expect(await sdk.values('db.client.connection.limit')).toEqual({ shop: 7 });
  expect(hub.watched()).toHaveLength(1);
});

test('forgets a pool that is detached', async () => {
  const { hub, sdk, observe } = startedHub();
  const pool = observe({ used: 1 });
  await sdk.metrics();
  hub.find(pool)?.detach();
  expect(pool.events).toBeUndefined();
  expect(hub.watched()).toEqual([]);
  expect(await sdk.values('db.client.connection.count')).toEqual({
    'shop used': 0,
    'shop idle': 0,
  });
});

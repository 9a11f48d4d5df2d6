import { ConnectionTimeoutError, createClient, createClientPool } from 'redis';
import { expect, test } from 'vitest';
import { redis } from '../../src/adapters/redis.ts';
import { redisPool } from '../../src/adapters/redis-pool.ts';
import { startFakeRedis } from './fake-redis.ts';
import { recorder } from './recorder.ts';
import { lending, redisPoolOn } from './subjects/redis-pool.ts';

const selfOf = (facade: object): never => Reflect.get(facade, '_self') as never;

test.each([
  [{ url: 'redis://ann:s3cret@cache.example:6380/0' }, { server: 'cache.example:6380' }],
  [{ url: 'redis://cache.example/3' }, { server: 'cache.example:6379', namespace: '3' }],
  [{ socket: { host: '::1', port: 6379 } }, { server: '[::1]:6379' }],
  [{ socket: { port: 6380 } }, { server: 'localhost:6380' }],
  [{}, {}],
])('names a client by what its options say: %j', (options, names) => {
  const identity = redis.identify(selfOf(createClient(options)));
  expect(identity).toEqual({ client: 'redis', system: 'redis', ...names });
});

test('names a pool by what the options of its clients say, but not their URL', () => {
  const named = createClientPool({ socket: { host: 'cache.example', port: 6380 }, database: 2 });
  expect(redisPool.identify(selfOf(named))).toMatchObject({
    server: 'cache.example:6380',
    namespace: '2',
  });
  const url = createClientPool({ url: 'redis://ann:s3cret@cache.example:6380/2' });
  expect(redisPool.identify(selfOf(url))).toEqual({ client: 'redis', system: 'redis' });
});

test('is not ended before it was ever connected', () => {
  expect(redis.stats(selfOf(createClient()))).toMatchObject({ ended: false, pending: 0 });
  const pool = selfOf(createClientPool());
  redisPool.watch(pool, recorder().events);
  expect(redisPool.stats(pool)).toMatchObject({ ended: false, limit: undefined });
});

test('tells a connection that could not be made in time', async () => {
  const server = await startFakeRedis();
  server.refuse = true;
  const client = createClient({
    socket: { host: '127.0.0.1', port: server.port, reconnectStrategy: false },
  });
  client.on('error', () => {});
  const { events, told } = recorder();
  redis.watch(selfOf(client), events);
  const connecting = client.connect();
  client.emit('error', new ConnectionTimeoutError());
  expect(told).toEqual(['create failed', 'timed out']);
  await expect(connecting).rejects.toThrow();
});

test('leaves a client as it was, with its listeners', () => {
  const client = createClient();
  client.on('error', () => {});
  const before = Object.getOwnPropertyDescriptors(selfOf(client));
  const names = client.eventNames();
  const watching = redis.watch(selfOf(client), recorder().events);
  expect(client.eventNames()).toEqual(names);
  expect(Object.keys(selfOf(client))).toEqual(Object.keys(before));
  watching[Symbol.dispose]();
  expect(Object.getOwnPropertyDescriptors(selfOf(client))).toEqual(before);
});

test('takes the client of a pool that connects for one that is made, not for one in use', async () => {
  const { facade, pool } = redisPoolOn(await startFakeRedis(), { max: 3, min: 2 });
  redisPool.watch(pool as never, recorder().events);
  const connecting = facade.connect();
  expect(facade.clientsInUse).toBe(2);
  expect(redisPool.stats(pool as never)).toMatchObject({ used: 0, idle: 0, idleMin: 2 });
  await connecting;
  await facade.connect();
  expect(redisPool.stats(pool as never)).toMatchObject({ used: 0, idle: 2, idleMin: 2 });
  facade.destroy();
});

test('closes no connection that never stood', async () => {
  const { facade, pool } = redisPoolOn(await startFakeRedis(), { max: 2, min: 2 });
  const { events, told } = recorder();
  redisPool.watch(pool as never, events);
  const connecting = facade.connect();
  facade.destroy();
  await connecting;
  expect(told).toEqual([]);
});

test('closes by `destroy` what is in use too', async () => {
  const { facade, pool } = redisPoolOn(await startFakeRedis(), { max: 2 });
  const { events, told } = recorder();
  redisPool.watch(pool as never, events);
  await facade.connect();
  const { acquire } = lending(facade);
  await Promise.all([acquire(), acquire()]);
  facade.destroy();
  expect(told.filter((each) => each.startsWith('closed'))).toEqual([
    'closed shutdown',
    'closed shutdown',
  ]);
  expect(redisPool.stats(pool as never)).toMatchObject({ used: 0, idle: 0, ended: true });
});

test('tells that no client can be made, and refuses who waited for it', async () => {
  const server = await startFakeRedis();
  const { facade, pool } = redisPoolOn(server, { max: 2 });
  const { events, told } = recorder();
  redisPool.watch(pool as never, events);
  await facade.connect();
  server.refuse = true;
  await expect(facade.ping()).rejects.toThrow('no way');
  expect(told).toEqual(['requested', 'create failed', 'refused']);
});

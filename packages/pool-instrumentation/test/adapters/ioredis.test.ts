import { once } from 'node:events';
import { Cluster, Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { ioredis, ioredisCluster } from '../../src/adapters/ioredis.ts';
import { type FakeRedis, startFakeRedis } from './fake-redis.ts';
import { recorder } from './recorder.ts';

const open: { disconnect(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.disconnect();
});

function watchedClient(server: FakeRedis, options = {}) {
  const client = new Redis({
    host: '127.0.0.1',
    port: server.port,
    lazyConnect: true,
    retryStrategy: null,
    ...options,
  } as never);
  client.on('error', () => {});
  open.push(client);
  const { events, told } = recorder(ioredis.closes);
  const watching = ioredis.watch(client as never, events);
  return { client, told, watching, stats: () => ioredis.stats(client as never) };
}

test.each([
  [{ host: 'cache.example', port: 6380, password: 's3cret' }, { server: 'cache.example:6380' }],
  [
    { host: 'cache.example', db: 3 },
    { server: 'cache.example:6379', namespace: '3' },
  ],
  [{}, { server: 'localhost:6379' }],
  [{ path: '/run/redis.sock' }, {}],
  [{ sentinels: [{ host: 's.example', port: 26379 }], name: 'main' }, {}],
])('names a client by what its options say: %j', (options, names) => {
  const client = new Redis({ ...options, lazyConnect: true });
  expect(ioredis.identify(client as never)).toEqual({
    client: 'ioredis',
    system: 'redis',
    ...names,
  });
});

test('knows clients and clusters, and nothing else', () => {
  const client = new Redis({ lazyConnect: true });
  const cluster = new Cluster([{ port: 1 }], { lazyConnect: true });
  open.push(client, cluster);
  expect([client, cluster, {}, undefined, null].map((each) => ioredis.matches(each))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect([client, cluster, {}, null].map((each) => ioredisCluster.matches(each))).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect(ioredis.matches(Object.freeze(new Redis({ lazyConnect: true })))).toBe(false);
});

test('tells a connection that is made, and closed by the application', async () => {
  const { client, told, stats } = watchedClient(await startFakeRedis());
  expect(stats()).toMatchObject({ used: 0, ended: false, unreachable: false });
  await client.connect();
  expect(stats()).toMatchObject({ used: 1, pending: 0, limit: 1 });
  client.disconnect();
  await new Promise((resolve) => client.once('end', resolve));
  expect(told).toEqual(['created', 'closed shutdown']);
  expect(stats()).toMatchObject({ used: 0, ended: true });
});

test('tells a connection that is lost, and one that cannot be made', async () => {
  const server = await startFakeRedis();
  const { client, told } = watchedClient(server);
  await client.connect();
  server.refuse = true;
  server.cut();
  await new Promise((resolve) => client.once('end', resolve));
  expect(told).toEqual(['created', 'closed error', 'create failed']);
  told.length = 0;
  await expect(client.connect()).rejects.toThrow();
  expect(told).toEqual(['create failed']);
});

test('counts a connection that could not be made in time, and no other error', async () => {
  const { client, told } = watchedClient(await startFakeRedis());
  const errors = [
    { code: 'ETIMEDOUT', syscall: 'connect' },
    { code: 'ETIMEDOUT', syscall: 'read' },
    { code: 'ECONNREFUSED', syscall: 'connect' },
  ].map((about) => Object.assign(new Error('no network'), about));
  for (const error of errors) (client as never as FakeEmitter).silentEmit('error', error);
  expect(told).toEqual(['timed out']);
});

test('leaves a client as it was, and stays silent from then on', async () => {
  const client = new Redis({
    host: '127.0.0.1',
    port: 1,
    lazyConnect: true,
    retryStrategy: null,
  } as never);
  client.on('error', () => {});
  const before = Object.getOwnPropertyDescriptors(client);
  const { events, told } = recorder(ioredis.closes);
  const watching = ioredis.watch(client as never, events);
  expect(Object.keys(client)).toEqual(Object.keys(before));
  expect(client.eventNames()).toEqual(['error']);
  const ours = Reflect.get(client, 'setStatus');
  watching[Symbol.dispose]();
  expect(Object.getOwnPropertyDescriptors(client)).toEqual(before);
  Reflect.apply(ours, client, ['ready']);
  expect(told).toEqual([]);
});

interface FakeEmitter {
  silentEmit(event: string, error: Error): void;
}

describe('a check of the one connection', () => {
  const SKIP_NONE = (): boolean => false;
  const connected = async (options: object = {}) => {
    const world = watchedClient(await startFakeRedis(), { retryStrategy: () => 1, ...options });
    await world.client.connect();
    const take = (skip: (connection: unknown) => boolean = SKIP_NONE) =>
      ioredis.takeIdle?.(world.client as never, skip);
    return { ...world, take };
  };

  test('leaves it to the commands, and asks by a ping', async () => {
    const { client, take, told, stats } = await connected();
    told.length = 0;
    const idle = take();
    expect(idle?.connection).toBe(client);
    expect(await ioredis.ping?.(idle?.connection)).toBe('OK');
    idle?.putBack();
    expect(stats()).toMatchObject({ used: 1, idle: 0, pending: 0 });
    expect(take((connection) => connection === client)).toBeUndefined();
    expect(told).toEqual([]);
  });

  test('is not made while a command is under way', async () => {
    const { client, take } = await connected();
    const pong = client.ping();
    expect(take()).toBeUndefined();
    await pong;
    expect(take()).toBeDefined();
  });

  test('is not made where the client would not connect again, or is not connected', async () => {
    expect((await connected({ retryStrategy: null })).take()).toBeUndefined();
    const { client, take } = await connected();
    client.disconnect();
    await once(client, 'end');
    expect(take()).toBeUndefined();
  });

  test('has it made anew where it fails, and says so once', async () => {
    const { client, take, told } = await connected();
    told.length = 0;
    take()?.close('health_check');
    await once(client, 'ready');
    client.disconnect();
    await once(client, 'end');
    expect(told.filter((each) => each !== 'create failed')).toEqual([
      'closed health_check',
      'created',
      'closed shutdown',
    ]);
  });
});

import { freePort } from '@plimsoll/kernel/test/programs';
import { describeStarted } from '@plimsoll/kernel/test/servers';
import { soon } from '@plimsoll/kernel/test/soon';
import { startTcpProxy } from '@plimsoll/kernel/test/tcp-proxy';
import { Cluster, Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll, afterEach, expect, test } from 'vitest';
import { healthCheckOf } from '../../src/health-check-options.ts';
import { observePool, PoolInstrumentation, readPools } from '../../src/index.ts';
import { observed } from './observed.ts';
import { type RedisServer, startRedis } from './redis-server.ts';

const { describe, server } = await describeStarted('Redis', startRedis);

const open: { disconnect(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.disconnect();
});

describe('a client of ioredis on a real server', () => {
  let names = 0;
  afterAll(() => server[Symbol.asyncDispose]());

  function made(port = server.port): { name: string; client: Redis } {
    const name = `session-${++names}`;
    const client = new Redis({
      host: '127.0.0.1',
      port,
      connectionName: name,
      lazyConnect: true,
      retryStrategy: () => 20,
    });
    client.on('error', () => {});
    open.push(client);
    return { name, client };
  }

  test('counts the one connection that the server counts, and ends at zero', async () => {
    const { name, client } = made();
    const { counts, connection, closed, state } = observed(client);
    expect(await counts()).toEqual({ used: 0, idle: 0, pending: 0 });
    const commands = Promise.all([client.ping(), client.ping()]);
    expect(await counts()).toEqual({ used: 0, idle: 0, pending: 2 });
    await commands;
    expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
    expect(await server.connections(name)).toBe(1);
    expect(await connection('create_time')).toMatchObject({ orders: { count: 1 } });
    expect(await connection('limit')).toEqual({ orders: 1 });
    expect(await state()).toBe('healthy');
    await client.quit();
    await soon(async () => expect(await state()).toBe('closed'));
    expect(await counts()).toEqual({ used: 0, idle: 0, pending: 0 });
    expect(await closed()).toEqual({ 'orders shutdown': 1 });
  });

  test('follows a connection that the server kills, and the next', async () => {
    const { name, client } = made();
    const { connection, closed, counts } = observed(client);
    await client.ping();
    await server.kill(name);
    await soon(async () =>
      expect(await connection('create_time')).toMatchObject({ orders: { count: 2 } }),
    );
    expect(await closed()).toEqual({ 'orders error': 1 });
    expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
    await soon(async () => expect(await server.connections(name)).toBe(1));
  });

  test('is unhealthy while the server is away, with those who wait, and healthy when it is back', async () => {
    const { client } = made();
    const { counts, state } = observed(client);
    await client.ping();
    await server.stop();
    await soon(async () => expect(await state()).toBe('unhealthy'));
    const waiting = client.ping();
    expect(await counts()).toEqual({ used: 0, idle: 0, pending: 1 });
    await server.start();
    await waiting;
    expect(await state()).toBe('healthy');
    expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
  });

  test('is asked while it rests, and has a connection that does not answer in time made anew', async () => {
    await using proxy = await startTcpProxy(server.port);
    const { name, client } = made(proxy.port);
    const healthCheck = healthCheckOf({ ping: true, intervalMillis: 10_000, timeoutMillis: 1000 });
    const { clock, sdk, connection, closed, counts } = observed(client, { healthCheck });
    const checks = async () => sdk.values('plimsoll.pool.health_check.duration');
    await client.ping();
    clock.advance(10);
    await soon(async () => expect(await checks()).toMatchObject({ orders: { count: 1 } }));
    expect(await server.connections(name)).toBe(1);
    expect(await connection('create_time')).toMatchObject({ orders: { count: 1 } });

    proxy.hold();
    clock.advance(10);
    clock.advance(1);
    await soon(async () =>
      expect(await checks()).toMatchObject({ 'orders TimeoutError': { count: 1 } }),
    );
    proxy.flow();
    await client.ping();
    expect(await closed()).toEqual({ 'orders health_check': 1 });
    expect(await connection('create_time')).toMatchObject({ orders: { count: 2 } });
    expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
    await soon(async () => expect(await server.connections(name)).toBe(1));
  });

  test('is found by itself, made before or after', async () => {
    const before = made().client;
    const instrumentation = new PoolInstrumentation({ clients: ['ioredis'] });
    const after = made().client;
    for (const client of [before, after]) await client.ping();
    const name = `127.0.0.1:${server.port}`;
    expect(readPools().map((each) => [each.name, each.used])).toEqual([
      [name, 1],
      [`${name}#2`, 1],
    ]);
    instrumentation.disable();
    expect(Object.hasOwn(after, 'setStatus')).toBe(false);
  });
});

const cluster = await describeStarted('Redis Cluster', startCluster);

cluster.describe('a cluster of ioredis on real servers', () => {
  afterAll(async () => {
    for (const each of cluster.server) await each[Symbol.asyncDispose]();
  });

  test('reports a pool for each node, as the servers count them', async () => {
    const [first, second] = cluster.server as [RedisServer, RedisServer];
    const client = new Cluster([{ host: '127.0.0.1', port: first.port }], {
      redisOptions: { connectionName: 'orders' },
    });
    open.push(client);
    const observation = observePool(client, { name: 'orders' });
    await client.set('a', '1');
    await Promise.all(client.nodes('all').map((node) => node.ping()));
    expect(readPools().map(({ name, used, limit }) => [name, used, limit])).toEqual([
      ['orders', 1, 1],
      ['orders#2', 1, 1],
    ]);
    for (const each of [first, second]) expect(await each.connections('orders')).toBe(1);
    await first.kill('orders');
    await soon(async () => expect(await first.connections('orders')).toBe(0));
    await soon(() =>
      expect(
        readPools()
          .map(({ used }) => used)
          .toSorted(),
      ).toEqual([0, 1]),
    );
    observation[Symbol.dispose]();
    expect(Object.hasOwn(client, 'emit')).toBe(false);
    expect(readPools()).toEqual([]);
  });
});

/** Two nodes that share the slots. */
async function startCluster(): Promise<RedisServer[]> {
  const nodes: RedisServer[] = [];
  for (let node = 0; node < 2; node++)
    nodes.push(
      await startRedis(['--cluster-enabled', 'yes', '--cluster-port', String(await freePort())]),
    );
  const [first, second] = nodes as [RedisServer, RedisServer];
  const ask = async (node: RedisServer, ...words: string[]): Promise<string> => {
    const admin = createClient({ socket: { host: '127.0.0.1', port: node.port } });
    await admin.connect();
    const answer = await admin.sendCommand(['CLUSTER', ...words]);
    admin.destroy();
    return String(answer);
  };
  await ask(first, 'ADDSLOTSRANGE', '0', '8191');
  await ask(second, 'ADDSLOTSRANGE', '8192', '16383');
  const port = /@(\d+)/.exec(await ask(second, 'NODES'))?.[1] as string;
  await ask(first, 'MEET', '127.0.0.1', String(second.port), port);
  for (const node of nodes)
    await soon(async () => expect(await ask(node, 'INFO')).toContain('cluster_state:ok'));
  return nodes;
}

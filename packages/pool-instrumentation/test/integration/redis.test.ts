import { describeStarted } from '@plimsoll/kernel/test/servers';
import { soon } from '@plimsoll/kernel/test/soon';
import { createClient, type RedisClientType } from 'redis';
import { afterAll, afterEach, expect, test } from 'vitest';
import { PoolInstrumentation, readPools } from '../../src/index.ts';
import { observed } from './observed.ts';
import { startRedis } from './redis-server.ts';

const { describe, server } = await describeStarted('Redis', startRedis);

describe('a client of node-redis on a real server', () => {
  const open: { destroy(): void }[] = [];
  let names = 0;
  afterAll(() => server[Symbol.asyncDispose]());
  afterEach(() => {
    for (const each of open.splice(0)) each.destroy();
  });

  function made(): { name: string; client: RedisClientType } {
    const name = `session-${++names}`;
    const socket = { host: '127.0.0.1', port: server.port, reconnectStrategy: () => 20 };
    const client: RedisClientType = createClient({ name, socket });
    client.on('error', () => {});
    open.push(client);
    return { name, client };
  }

  test('counts the one connection that the server counts, and ends at zero', async () => {
    const { name, client } = made();
    const { counts, connection, closed, state } = observed(client);
    expect(await counts()).toEqual({ used: 0, idle: 0, pending: 0 });
    const connecting = client.connect();
    expect(await counts()).toEqual({ used: 0, idle: 0, pending: 1 });
    await connecting;
    await Promise.all([client.ping(), client.withTypeMapping({}).ping()]);
    expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
    expect(await server.connections(name)).toBe(1);
    expect(await connection('create_time')).toMatchObject({ orders: { count: 1 } });
    expect(await connection('limit')).toEqual({ orders: 1 });
    expect(await state()).toBe('healthy');
    await client.close();
    expect(await counts()).toEqual({ used: 0, idle: 0, pending: 0 });
    expect(await connection('limit')).toEqual({ orders: 0 });
    expect(await closed()).toEqual({ 'orders shutdown': 1 });
    expect(await state()).toBe('closed');
    await client.connect();
    expect(await state()).toBe('healthy');
  });

  test('follows a connection that the server kills, and the next', async () => {
    const { name, client } = made();
    const { connection, closed, counts } = observed(client);
    await client.connect();
    await server.kill(name);
    await soon(async () =>
      expect(await connection('create_time')).toMatchObject({ orders: { count: 2 } }),
    );
    expect(await closed()).toEqual({ 'orders error': 1 });
    expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
    await soon(async () => expect(await server.connections(name)).toBe(1));
  });

  test('is unhealthy while the server is away, and healthy when it is back', async () => {
    const { client } = made();
    const { counts, state, connection } = observed(client);
    await client.connect();
    await server.stop();
    await soon(async () => expect(await state()).toBe('unhealthy'));
    expect(await counts()).toEqual({ used: 0, idle: 0, pending: 1 });
    await server.start();
    await soon(async () => expect(await state()).toBe('healthy'));
    expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
    expect(await connection('timeouts')).toEqual({ orders: 0 });
  });

  test('is found by itself, made before or after, and each has a name of its own', async () => {
    const before = made().client;
    const instrumentation = new PoolInstrumentation({ clients: ['redis'] });
    const after = made().client;
    for (const client of [before, after]) await client.connect();
    const name = `127.0.0.1:${server.port}`;
    expect(readPools().map((each) => [each.name, each.used])).toEqual([
      [name, 1],
      [`${name}#2`, 1],
    ]);
    instrumentation.disable();
    expect(Object.hasOwn(Reflect.get(after, '_self') as object, 'emit')).toBe(false);
  });
});

import { context, diag, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { describeStarted } from '@plimsoll/kernel/test/servers';
import { soon } from '@plimsoll/kernel/test/soon';
import { createClientPool, type RedisClientType, type RedisPoolOptions } from 'redis';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { PoolInstrumentation, readPools, withClient } from '../../src/index.ts';
import { TestContextManager } from '../context-manager.ts';
import { observed } from './observed.ts';
import { startRedis } from './redis-server.ts';

const { describe, server } = await describeStarted('Redis', startRedis);

describe('a pool of node-redis on a real server', () => {
  const open: { destroy(): void }[] = [];
  let names = 0;
  afterAll(() => server[Symbol.asyncDispose]());
  afterEach(() => {
    for (const each of open.splice(0)) each.destroy();
  });

  function made(options: Partial<RedisPoolOptions> = {}) {
    const name = `orders-${++names}`;
    const socket = { host: '127.0.0.1', port: server.port, reconnectStrategy: () => 20 };
    const pool = createClientPool(
      { name, socket },
      { minimum: 1, maximum: 2, acquireTimeout: 60_000, ...options },
    );
    const failed = vi.fn();
    pool.on('error', failed);
    open.push(pool);
    return { name, pool, failed };
  }

  async function connected(options: Partial<RedisPoolOptions> = {}) {
    const { name, pool, failed } = made(options);
    const told = observed(pool);
    await pool.connect();
    const ends: (() => void)[] = [];
    /** A task that has a client until `end`. */
    const stuck = (): Promise<unknown> =>
      pool.execute(() => new Promise<void>((resolve) => ends.push(resolve)));
    const end = (): void => {
      for (const each of ends.splice(0)) each();
    };
    const serverHas = (connections: number): Promise<void> =>
      soon(async () => expect(await server.connections(name)).toBe(connections));
    return { name, pool, failed, stuck, end, serverHas, ...told };
  }

  test('counts what the server counts, and ends at zero', async () => {
    const { pool, counts, connection, closed, state, stuck, end, serverHas } = await connected();
    expect(await counts()).toEqual({ used: 0, idle: 1, pending: 0 });
    const tasks = [stuck(), stuck()];
    await soon(async () => expect(await counts()).toEqual({ used: 2, idle: 0, pending: 0 }));
    await serverHas(2);
    end();
    await Promise.all(tasks);
    await pool.ping();
    expect(await counts()).toEqual({ used: 0, idle: 2, pending: 0 });
    await serverHas(2);
    expect(await connection('create_time')).toMatchObject({ orders: { count: 2 } });
    for (const times of ['wait_time', 'use_time'])
      expect(await connection(times)).toMatchObject({ orders: { count: 3 } });
    expect(await connection('idle.min')).toEqual({ orders: 1 });
    await pool.close();
    expect(await counts()).toEqual({ used: 0, idle: 0, pending: 0 });
    expect(await closed()).toEqual({ 'orders shutdown': 2 });
    expect(await state()).toBe('closed');
    await serverHas(0);
  });

  test('knows the limit from when it was reached', async () => {
    const { counts, connection, state, stuck, end } = await connected();
    expect(await connection('limit')).toEqual({});
    const tasks = [1, 2, 3, 4, 5].map(stuck);
    await soon(async () => expect(await counts()).toEqual({ used: 2, idle: 0, pending: 3 }));
    for (const name of ['limit', 'idle.max']) expect(await connection(name)).toEqual({ orders: 2 });
    expect(await state()).toBe('exhausted');
    const done = Promise.all(tasks);
    while ((await counts()).used > 0) end();
    await done;
    expect(await state()).toBe('healthy');
  });

  test('counts who waited in vain', async () => {
    const { counts, connection, stuck, end } = await connected({ maximum: 1, acquireTimeout: 20 });
    const task = stuck();
    await expect(stuck()).rejects.toThrow('Timeout waiting for a client');
    expect(await connection('timeouts')).toEqual({ orders: 1 });
    expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
    end();
    await task;
  });

  test('counts no timeout where a task fails by one of its own', async () => {
    const { pool, connection } = await connected({ maximum: 1 });
    class TimeoutError extends Error {}
    const fail = () => Promise.reject(new TimeoutError('too slow'));
    const tasks = [pool.execute(fail), pool.execute(fail)];
    expect(await Promise.allSettled(tasks)).toMatchObject(Array(2).fill({ status: 'rejected' }));
    expect(await connection('timeouts')).toEqual({ orders: 0 });
    expect(await connection('use_time')).toMatchObject({ orders: { count: 2 } });
  });

  test('sees what goes through facades of the pool, and what throws at once', async () => {
    const { pool, connection } = await connected();
    await pool.withTypeMapping({}).set('a', '1');
    await pool.multi().get('a').exec();
    await pool.execute(() => 'no promise');
    const throwing = (): never => {
      throw new Error('at once');
    };
    await expect(pool.execute(throwing)).rejects.toThrow('at once');
    expect(await connection('use_time')).toMatchObject({ orders: { count: 4 } });
  });

  test('follows connections that the server kills, idle and in use', async () => {
    const { name, counts, closed, connection, stuck, end, serverHas } = await connected();
    const tasks = [stuck(), stuck()];
    await serverHas(2);
    end();
    await Promise.all(tasks);
    const task = stuck();
    expect(await counts()).toEqual({ used: 1, idle: 1, pending: 0 });
    await server.kill(name);
    await soon(async () => expect(await closed()).toEqual({ 'orders error': 2 }));
    await serverHas(2);
    await soon(async () =>
      expect(await connection('create_time')).toMatchObject({ orders: { count: 4 } }),
    );
    expect(await counts()).toEqual({ used: 1, idle: 1, pending: 0 });
    end();
    await task;
  });

  test('is unhealthy while the server is away, and healthy when it is back', async () => {
    const { pool, counts, closed, state, serverHas } = await connected();
    await server.stop();
    await soon(async () => expect(await state()).toBe('unhealthy'));
    expect(await counts()).toEqual({ used: 0, idle: 0, pending: 0 });
    await server.start();
    await soon(async () => expect(await state()).toBe('healthy'));
    expect(await counts()).toEqual({ used: 0, idle: 1, pending: 0 });
    expect(await closed()).toEqual({ 'orders error': 1 });
    await pool.ping();
    await serverHas(1);
  });

  test('closes what stood idle for too long', async () => {
    const { counts, closed, stuck, end, serverHas } = await connected({ cleanupDelay: 1 });
    const tasks = [stuck(), stuck()];
    await serverHas(2);
    end();
    await Promise.all(tasks);
    await soon(async () => expect(await counts()).toEqual({ used: 0, idle: 1, pending: 0 }));
    expect(await closed()).toEqual({ 'orders idle_timeout': 1 });
    await serverHas(1);
  });

  test('stays true over ten thousand waiters', async () => {
    const { pool, counts, connection, stuck, end, serverHas } = await connected();
    const held = [stuck(), stuck()];
    await serverHas(2);
    const commands = Array.from({ length: 10_000 }, () => pool.ping());
    expect(await counts()).toEqual({ used: 2, idle: 0, pending: 10_000 });
    end();
    await Promise.all([...held, ...commands]);
    expect(await counts()).toEqual({ used: 0, idle: 2, pending: 0 });
    expect(await connection('wait_time')).toMatchObject({ orders: { count: 10_002 } });
    expect(await connection('use_time')).toMatchObject({ orders: { count: 10_002 } });
    await serverHas(2);
  });

  test('names the place and the trace of a task that does not end', async () => {
    context.setGlobalContextManager(new TestContextManager());
    const { clock, sdk, stuck, end } = await connected();
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    function leakyHandler(): Promise<unknown> {
      return stuck();
    }
    const task = context.with(trace.setSpanContext(ROOT_CONTEXT, spanContext), leakyHandler);
    context.disable();
    clock.advance(31);
    expect(sdk.events()).toMatchObject([
      {
        eventName: 'plimsoll.pool.connection.leak_suspected',
        spanContext,
        attributes: {
          'db.system.name': 'redis',
          'code.stacktrace': expect.stringContaining('leakyHandler'),
        },
      },
    ]);
    end();
    await task;
    expect(sdk.events()[1]).toMatchObject({
      eventName: 'plimsoll.pool.connection.leak_returned',
      spanContext,
    });
  });

  test('lends a client by `withClient`, through a facade, and takes it back when the work fails', async () => {
    const { pool, counts } = await connected({ maximum: 1 });
    expect(await withClient(pool, (client) => (client as unknown as RedisClientType).ping())).toBe(
      'PONG',
    );
    const failing = withClient(pool, async () => {
      expect(await counts()).toEqual({ used: 1, idle: 0, pending: 0 });
      throw new Error('no order');
    });
    await expect(failing).rejects.toThrow('no order');
    await soon(async () => expect(await counts()).toEqual({ used: 0, idle: 1, pending: 0 }));
  });

  test('is found by itself, made before or after, and none of its clients is', async () => {
    const warn = vi.spyOn(diag, 'warn');
    const before = made().pool;
    const instrumentation = new PoolInstrumentation({ clients: ['redis', 'redis-pool'] });
    const after = made().pool;
    for (const pool of [before, after]) await pool.connect();
    await after.ping();
    const name = `127.0.0.1:${server.port}`;
    expect(readPools().map((each) => [each.name, each.used, each.idle])).toEqual([
      [name, 0, 1],
      [`${name}#2`, 0, 1],
    ]);
    expect(warn).not.toHaveBeenCalled();
    instrumentation.disable();
    expect(Object.hasOwn(Reflect.get(after, '_self') as object, 'execute')).toBe(false);
  });
});

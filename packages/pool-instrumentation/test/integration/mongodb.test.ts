import { context, diag, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { startFerretDb } from '@plimsoll/kernel/test/ferretdb';
import { describeStarted } from '@plimsoll/kernel/test/servers';
import { soon } from '@plimsoll/kernel/test/soon';
import { startTcpProxy } from '@plimsoll/kernel/test/tcp-proxy';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { observe } from '../../src/groups.ts';
import { observePool, PoolInstrumentation, readPools } from '../../src/index.ts';
import { TestContextManager } from '../context-manager.ts';
import { OPTIONS, startedHub } from '../hub/started-hub.ts';

/** The connection by which the driver watches a server is not of its pool. */
const MONITOR = 1;

const { describe, server } = await describeStarted('FerretDB', startFerretDb);

describe('mongodb on a real server', () => {
  const open: AsyncDisposable[] = [];
  afterAll(() => server[Symbol.asyncDispose]());
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
    await serverHas(0);
  });

  function serverHas(connections: number): Promise<void> {
    return soon(async () => expect(await server.connections()).toBe(connections));
  }

  async function observed(options: MongoClientOptions = {}) {
    const proxy = await startTcpProxy(server.port);
    open.push(proxy);
    const client = new MongoClient(`mongodb://127.0.0.1:${proxy.port}/shop`, {
      maxPoolSize: 2,
      retryReads: false,
      ...options,
    });
    open.push({ [Symbol.asyncDispose]: () => client.close(true) });
    const { clock, hub, sdk } = startedHub();
    observe(client, () => hub, { ...OPTIONS, name: 'orders' });
    const lent = vi.fn();
    client.on('connectionCheckedOut', lent);
    await client.connect();
    const ping = (): Promise<unknown> => client.db().command({ ping: 1 });
    const at = async (what: string) => (await sdk.values(what)) as Record<string, never>;
    const counts = async () => {
      const { 'orders used': used, 'orders idle': idle } = await at('db.client.connection.count');
      const { orders: pending } = await at('db.client.connection.pending_requests');
      return { used, idle, pending };
    };
    const state = async () =>
      Object.entries(await at('plimsoll.pool.status')).find(([, value]) => value === 1)?.[0];
    /** Two connections, which wait for work. */
    const warm = () => Promise.all([ping(), ping()]);
    /** Work that the server does not answer until the proxy flows. */
    const stuck = async (times: number) => {
      proxy.hold();
      const done = Promise.allSettled(Array.from({ length: times }, ping));
      await soon(async () => expect((await counts()).used).toBe(Math.min(times, 2)));
      return done;
    };
    return { proxy, client, clock, sdk, at, counts, state, ping, warm, stuck, lent };
  }

  test('counts what the server counts, and ends at zero', async () => {
    const { sdk, client, at, counts, state, warm, lent } = await observed();
    await warm();
    expect(await counts()).toEqual({ used: 0, idle: 2, pending: 0 });
    expect(await server.connections()).toBe(2 + MONITOR);
    expect(await at('db.client.connection.create_time')).toMatchObject({ orders: { count: 2 } });
    for (const name of ['wait_time', 'use_time'])
      expect(await at(`db.client.connection.${name}`)).toMatchObject({
        orders: { count: lent.mock.calls.length },
      });
    expect(await at('db.client.connection.limit')).toEqual({ orders: 2 });
    await client.close();
    expect(await counts()).toEqual({ used: 0, idle: 0, pending: 0 });
    expect(await at('db.client.connection.limit')).toEqual({ orders: 0 });
    expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({ 'orders shutdown': 2 });
    expect(await state()).toBe('orders closed');
    await serverHas(0);
  });

  test('sees who waits while the server is slow', async () => {
    const { proxy, at, counts, state, warm, stuck, lent } = await observed();
    await warm();
    const done = stuck(5);
    await soon(async () => expect(await counts()).toEqual({ used: 2, idle: 0, pending: 3 }));
    expect(await state()).toBe('orders exhausted');
    expect(await server.connections()).toBe(2 + MONITOR);
    proxy.flow();
    await done;
    expect(await counts()).toEqual({ used: 0, idle: 2, pending: 0 });
    expect(await at('db.client.connection.wait_time')).toMatchObject({
      orders: { count: lent.mock.calls.length },
    });
    expect(await state()).toBe('orders healthy');
  });

  test('stays true over ten thousand waiters', async () => {
    const { proxy, at, counts, warm, stuck, lent } = await observed();
    await warm();
    const done = stuck(10_000);
    await soon(async () => expect((await counts()).pending).toBe(9998));
    proxy.flow();
    await done;
    expect(await counts()).toEqual({ used: 0, idle: 2, pending: 0 });
    expect(await at('db.client.connection.use_time')).toMatchObject({
      orders: { count: lent.mock.calls.length },
    });
    expect(await server.connections()).toBe(2 + MONITOR);
  });

  test('counts who waited in vain', async () => {
    const { proxy, at, counts, warm, stuck } = await observed({ waitQueueTimeoutMS: 1000 });
    await warm();
    const done = stuck(3);
    await soon(async () => expect(await counts()).toEqual({ used: 2, idle: 0, pending: 0 }));
    expect(await at('db.client.connection.timeouts')).toEqual({ orders: 1 });
    proxy.flow();
    expect((await done).map(({ status }) => status).toSorted()).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
  });

  test('follows connections that are cut, idle and in use', async () => {
    const { sdk, proxy, counts, ping, warm, stuck } = await observed();
    await warm();
    const done = stuck(1);
    await soon(async () => expect(await counts()).toEqual({ used: 1, idle: 1, pending: 0 }));
    proxy.cut();
    proxy.flow();
    expect(await done).toMatchObject([{ status: 'rejected' }]);
    await soon(ping);
    expect(await counts()).toMatchObject({ used: 0, pending: 0 });
    const { idle } = await counts();
    await serverHas(Number(idle) + MONITOR);
    expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({ 'orders error': 2 });
  });

  test('is unhealthy while the server is away, and healthy when it is back', async () => {
    const { sdk, counts, state, ping, warm } = await observed({ heartbeatFrequencyMS: 500 });
    await warm();
    await server.stop();
    await soon(async () => expect(await state()).toBe('orders unhealthy'));
    await server.start();
    await ping();
    expect(await state()).toBe('orders healthy');
    expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({ 'orders error': 2 });
    expect(await counts()).toEqual({ used: 0, idle: 1, pending: 0 });
    await serverHas(1 + MONITOR);
  });

  test('names the place and the trace of an operation that does not end', async () => {
    context.setGlobalContextManager(new TestContextManager());
    const { proxy, clock, sdk, at, warm, stuck } = await observed();
    await warm();
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const done = context.with(trace.setSpanContext(ROOT_CONTEXT, spanContext), () => stuck(1));
    await soon(async () =>
      expect(await at('db.client.connection.count')).toMatchObject({ 'orders used': 1 }),
    );
    context.disable();
    clock.advance(31);
    expect(sdk.events()).toMatchObject([
      {
        eventName: 'plimsoll.pool.connection.leak_suspected',
        spanContext,
        attributes: {
          'db.system.name': 'mongodb',
          'plimsoll.pool.connection.site.status': 'captured',
        },
      },
    ]);
    proxy.flow();
    await done;
    expect(sdk.events()[1]).toMatchObject({
      eventName: 'plimsoll.pool.connection.leak_returned',
      spanContext,
    });
  });

  test('finds the pools of clients made before and after by itself, and names them after their servers', async () => {
    const proxies = [await startTcpProxy(server.port), await startTcpProxy(server.port)];
    const [before, after] = proxies.map(
      ({ port }) => new MongoClient(`mongodb://127.0.0.1:${port}`),
    );
    open.push(...proxies);
    for (const client of [before, after])
      open.push({ [Symbol.asyncDispose]: async () => client?.close() });
    await before?.connect();
    const instrumentation = new PoolInstrumentation({ clients: ['mongodb'] });
    await Promise.all([before, after].map((client) => client?.db().command({ ping: 1 })));
    expect(readPools().map(({ name, used, idle, limit }) => [name, used, idle, limit])).toEqual(
      proxies.map(({ port }) => [`127.0.0.1:${port}`, 0, 1, 100]),
    );
    instrumentation.disable();
    expect(readPools()).toEqual([]);
  });

  test('observes what a client gets when it connects, and again, and leaves the client as it was', async () => {
    const client = new MongoClient(`mongodb://127.0.0.1:${server.port}`);
    open.push({ [Symbol.asyncDispose]: () => client.close() });
    const before = Object.getOwnPropertyDescriptors(client);
    observePool(client)[Symbol.dispose]();
    expect(Object.getOwnPropertyDescriptors(client)).toEqual(before);
    const observation = observePool(client);
    const name = `127.0.0.1:${server.port}`;
    expect(readPools()).toEqual([]);
    await client.connect();
    expect(readPools()).toMatchObject([{ name, used: 0, limit: 100 }]);
    await client.close();
    expect(readPools()).toMatchObject([{ name, limit: 0 }]);
    await client.connect();
    await client.db().command({ ping: 1 });
    expect(readPools()).toMatchObject([{ name, idle: 1, limit: 100 }]);
    observation[Symbol.dispose]();
    expect(readPools()).toEqual([]);
    expect(Object.hasOwn(client, 'emit')).toBe(false);
  });

  test('stays with the first observation of a client, and says so once', async () => {
    const warn = vi.fn();
    const silent = { error() {}, info() {}, debug() {}, verbose() {} };
    diag.setLogger({ ...silent, warn }, { suppressOverrideMessage: true });
    const client = new MongoClient(`mongodb://127.0.0.1:${server.port}`);
    open.push({ [Symbol.asyncDispose]: () => client.close() });
    const first = observePool(client, { name: 'first' });
    await client.connect();
    observePool(client, { name: 'second' });
    observePool(client, { name: 'third' })[Symbol.dispose]();
    expect(readPools().map(({ name }) => name)).toEqual(['first']);
    expect(warn).toHaveBeenCalledTimes(1);
    diag.disable();
    first[Symbol.dispose]();
  });
});

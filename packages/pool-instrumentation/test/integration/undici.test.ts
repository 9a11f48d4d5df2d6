import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { soon } from '@plimsoll/kernel/test/soon';
import { Agent, BalancedPool, Client, type Dispatcher, Pool, RoundRobinPool } from 'undici';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { observe } from '../../src/groups.ts';
import { observePool } from '../../src/observe-pool.ts';
import { currentHub } from '../../src/registry.ts';
import { OPTIONS, startedHub } from '../hub/started-hub.ts';

const servers: Server[] = [];
const dispatchers: Dispatcher[] = [];

afterEach(async () => {
  for (const dispatcher of dispatchers.splice(0)) await dispatcher.destroy();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that answers when the test says so. */
async function startServer() {
  const waiting: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    waiting.push(response);
    server.emit('waiting');
  });
  servers.push(server);
  server.keepAliveTimeout = 60_000;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    server,
    connections: () =>
      new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count))),
    async has(requests: number) {
      while (waiting.length < requests) await once(server, 'waiting');
    },
    /** Hangs up on everybody. */
    hangUp() {
      waiting.length = 0;
      server.closeAllConnections();
    },
    answer: () => {
      for (const response of waiting.splice(0)) response.end('done');
    },
  };
}

function observed<D extends Dispatcher>(dispatcher: D) {
  dispatchers.push(dispatcher);
  const { hub, sdk } = startedHub();
  const observation = observe(dispatcher, () => hub, OPTIONS);
  const numbers = async () => ({
    open: await sdk.values('http.client.open_connections'),
    running: await sdk.values('http.client.active_requests'),
    pending: await sdk.values('plimsoll.http.client.pending_requests'),
  });
  return { dispatcher, hub, sdk, observation, numbers };
}

const get = (dispatcher: Dispatcher, origin: string) =>
  dispatcher.request({ origin, path: '/', method: 'GET' }).then(({ body }) => body.text());

const byOrigin: readonly (readonly [string, (origin: string) => Dispatcher])[] = [
  ['Pool', (origin) => new Pool(origin, { connections: 2 })],
  ['RoundRobinPool', (origin) => new RoundRobinPool(origin, { connections: 2 })],
  ['BalancedPool', (origin) => new BalancedPool([origin], { connections: 2 })],
  ['Agent', () => new Agent({ connections: 2 })],
];

describe.each(byOrigin)('%s', (_name, make) => {
  test('counts the connections that the server counts, and those who wait for one', async () => {
    const { port, origin, connections, has, answer } = await startServer();
    const { dispatcher, numbers } = observed(make(origin));
    const at = (state: string): string => `${state} 127.0.0.1 ${port}`;
    const here = `127.0.0.1 ${port}`;
    const work = [1, 2, 3].map(() => get(dispatcher, origin));
    await has(2);
    expect(await connections()).toBe(2);
    expect(await numbers()).toEqual({
      open: { [at('active')]: 2, [at('idle')]: 0 },
      running: { [here]: 2 },
      pending: { [here]: 1 },
    });
    answer();
    await has(1);
    answer();
    await Promise.all(work);
    expect(await connections()).toBe(2);
    expect(await numbers()).toEqual({
      open: { [at('active')]: 0, [at('idle')]: 2 },
      running: { [here]: 0 },
      pending: { [here]: 0 },
    });
  });

  test('loses its connections with the server, and has new ones when that is back', async () => {
    const { port, origin, server, has, answer, hangUp } = await startServer();
    const { dispatcher, numbers } = observed(make(origin));
    const work = get(dispatcher, origin);
    await has(1);
    await numbers();
    hangUp();
    await expect(work).rejects.toThrow('other side closed');
    const open = async () => Object.values((await numbers()).open);
    expect(await open()).toEqual([0, 0]);
    await once(server.close(), 'close');
    await expect(get(dispatcher, origin)).rejects.toThrow('ECONNREFUSED');
    expect(await open()).toEqual([0, 0]);
    await once(server.listen(port, '127.0.0.1'), 'listening');
    const again = get(dispatcher, origin);
    await soon(async () => expect(await open()).toEqual([1, 0]));
    await has(1);
    answer();
    await again;
    expect(await open()).toEqual([0, 1]);
  });

  test('has nobody waiting once those who waited gave up', async () => {
    const { origin, has } = await startServer();
    const { dispatcher, numbers } = observed(make(origin));
    const controller = new AbortController();
    const { signal } = controller;
    const work = [1, 2, 3].map(() =>
      dispatcher.request({ origin, path: '/', method: 'GET', signal }),
    );
    await has(2);
    await numbers();
    controller.abort();
    expect(await Promise.allSettled(work)).toMatchObject(work.map(() => ({ status: 'rejected' })));
    await soon(async () => {
      const { running, pending } = await numbers();
      expect([...Object.values(running), ...Object.values(pending)]).toEqual([0, 0]);
    });
  });

  test('ends at zero when it is closed, and is not changed', async () => {
    const { origin, has, answer } = await startServer();
    const dispatcher = make(origin);
    const before = Reflect.ownKeys(dispatcher).map((key) => Reflect.get(dispatcher, key));
    const { numbers } = observed(dispatcher);
    expect(Reflect.ownKeys(dispatcher).map((key) => Reflect.get(dispatcher, key))).toEqual(before);
    const work = get(dispatcher, origin);
    await has(1);
    answer();
    await work;
    await numbers();
    await dispatcher.close();
    await soon(async () => expect(Object.values((await numbers()).open)).toEqual([0, 0]));
  });
});

test('has those wait under no server who wait for any of several', async () => {
  const [first, second] = [await startServer(), await startServer()];
  const pool = new BalancedPool([first.origin, second.origin], { connections: 1 });
  const { dispatcher, numbers } = observed(pool);
  const work = [1, 2, 3].map(() => get(dispatcher, first.origin));
  await Promise.all([first.has(1), second.has(1)]);
  expect((await numbers()).pending).toEqual({
    [`127.0.0.1 ${first.port}`]: 0,
    [`127.0.0.1 ${second.port}`]: 0,
    'other 0': 1,
  });
  for (const each of [first, second]) each.answer();
  await Promise.race([first.has(1), second.has(1)]);
  for (const each of [first, second]) each.answer();
  await Promise.all(work);
});

test('counts the one connection of a `Client`', async () => {
  const { port, origin, has, answer } = await startServer();
  const { dispatcher, numbers } = observed(new Client(origin));
  expect((await numbers()).open).toEqual({
    [`active 127.0.0.1 ${port}`]: 0,
    [`idle 127.0.0.1 ${port}`]: 0,
  });
  const work = get(dispatcher, origin);
  await has(1);
  expect((await numbers()).open).toMatchObject({ [`active 127.0.0.1 ${port}`]: 1 });
  answer();
  await work;
});

test('tells the servers of an agent apart, and adds up what two clients do towards one', async () => {
  const [first, second] = [await startServer(), await startServer()];
  const { dispatcher, hub, numbers } = observed(new Agent());
  const pool = new Pool(second.origin);
  dispatchers.push(pool);
  observe(pool, () => hub, OPTIONS);
  const work = [
    get(dispatcher, first.origin),
    get(dispatcher, second.origin),
    get(pool, second.origin),
  ];
  await Promise.all([first.has(1), second.has(2)]);
  expect((await numbers()).running).toEqual({
    [`127.0.0.1 ${first.port}`]: 1,
    [`127.0.0.1 ${second.port}`]: 2,
  });
  for (const each of [first, second]) each.answer();
  await Promise.all(work);
});

test('reads the dispatcher of the global `fetch`, a copy of its own', async () => {
  const { port, origin, has, answer } = await startServer();
  void (await fetch('data:,').then((response) => response.text()));
  const [dispatcher] = [2, 1].flatMap(
    (line) => Reflect.get(globalThis, Symbol.for(`undici.globalDispatcher.${line}`)) ?? [],
  ) as [Dispatcher];
  const { hub, sdk } = startedHub();
  observe(dispatcher, () => hub, OPTIONS);
  const work = fetch(origin);
  await has(1);
  expect(await sdk.values('http.client.open_connections')).toEqual({
    [`active 127.0.0.1 ${port}`]: 1,
    [`idle 127.0.0.1 ${port}`]: 0,
  });
  answer();
  await (await work).text();
});

test('stays with the first observation and says so once; ends with it', () => {
  const warn = vi.fn();
  diag.setLogger(
    { warn, error: warn, info: () => {}, debug: () => {}, verbose: () => {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const pool = new Pool('http://127.0.0.1:1');
  dispatchers.push(pool);
  const first = observePool(pool);
  observePool(pool)[Symbol.dispose]();
  observePool(pool);
  expect(currentHub()?.http.observed()).toEqual([pool]);
  first[Symbol.dispose]();
  diag.disable();
  expect(currentHub()).toBeUndefined();
  expect(warn.mock.calls).toEqual([
    [expect.stringContaining('an HTTP client is observed already')],
  ]);
});

test('tells a hundred servers apart, and the rest together', async () => {
  const { hub, sdk } = observed(new Pool('http://10.0.0.1'));
  for (let host = 2; host < 110; host++) {
    const pool = new Pool(`https://10.0.0.${host}`);
    dispatchers.push(pool);
    observe(pool, () => hub, OPTIONS);
  }
  const names = Object.keys(await sdk.values('http.client.active_requests'));
  expect(names).toHaveLength(101);
  expect(names).toEqual(expect.arrayContaining(['10.0.0.1 80', '10.0.0.2 443', 'other 0']));
});

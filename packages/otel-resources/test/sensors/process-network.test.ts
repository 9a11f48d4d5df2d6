import { hasSubscribers } from 'node:diagnostics_channel';
import { type EventEmitter, once } from 'node:events';
import { Agent, get, createServer as httpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { type Started, sensing, start } from '../start.ts';
import { tlsPair } from '../tls.ts';
import { tree } from '../trees.ts';

/** A server that sends back what it is sent. */
async function echo(path?: string): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  server.listen(path ?? { port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server;
}

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

async function connected(server: Server): Promise<Socket> {
  const address = server.address();
  const socket =
    typeof address === 'string' ? connect(address) : connect(portOf(server), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Sends so many bytes and waits until all have come back. */
async function send(socket: Socket, bytes: number): Promise<void> {
  const target = socket.bytesRead + bytes;
  socket.write(Buffer.alloc(bytes));
  while (socket.bytesRead < target) await once(socket, 'data');
}

async function closed(emitter: EventEmitter & { destroy(): void }): Promise<void> {
  const end = once(emitter, 'close');
  emitter.destroy();
  await end;
}

interface Carried {
  readonly received: number;
  readonly transmitted: number;
}

/** What was carried since the last question, by the metric; the readings must say the same. */
function carried({ clock, sdk, instrumentation }: Started): () => Promise<Carried> {
  let last = { received: 0, transmitted: 0 };
  return async () => {
    clock.advance(1);
    const points = await sdk.points();
    const received = points['process.network.io{network.io.direction=receive}'] ?? Number.NaN;
    const transmitted = points['process.network.io{network.io.direction=transmit}'] ?? Number.NaN;
    expect(instrumentation.read().sockets).toEqual({
      receivedBytes: received,
      transmittedBytes: transmitted,
    });
    const since = {
      received: received - last.received,
      transmitted: transmitted - last.transmitted,
    };
    last = { received, transmitted };
    return since;
  };
}

async function started(): Promise<{ read: () => Promise<Carried>; started: Started }> {
  const all = start(tree('nowhere'), sensing('process_network'));
  const read = carried(all);
  await read();
  return { read, started: all };
}

test('counts both ends of a connection', async () => {
  const server = await echo();
  const { read } = await started();
  const socket = await connected(server);
  await send(socket, 1000);
  expect(await read()).toEqual({ received: 2000, transmitted: 2000 });
  expect(await read()).toEqual({ received: 0, transmitted: 0 });
});

test('counts what was carried by a socket that has ended before it was looked at', async () => {
  const server = await echo();
  const { read } = await started();
  for (let turn = 0; turn < 20; turn++) {
    const socket = await connected(server);
    await send(socket, 100);
    await closed(socket);
  }
  expect(await read()).toEqual({ received: 4000, transmitted: 4000 });
});

test('counts a local socket', async () => {
  const server = await echo(join(tmpdir(), `plimsoll-${process.pid}.sock`));
  const { read } = await started();
  await send(await connected(server), 100);
  expect(await read()).toEqual({ received: 200, transmitted: 200 });
});

test('counts a kept connection once, whatever is asked on it', async () => {
  const server = httpServer((_request, response) => response.end('x'.repeat(100)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => {
    agent.destroy();
    server.close();
  });
  const { read } = await started();
  let socket: Socket | undefined;
  for (let turn = 0; turn < 3; turn++) {
    const request = get({ port: portOf(server), host: '127.0.0.1', agent });
    const [response] = await once(request, 'response');
    socket ??= request.socket ?? undefined;
    await once(response.resume(), 'end');
  }
  const bytes = (socket?.bytesRead ?? 0) + (socket?.bytesWritten ?? 0);
  expect(bytes).toBeGreaterThan(300);
  expect(await read()).toEqual({ received: bytes, transmitted: bytes });
});

test('counts what TLS sends over the wire, once', async () => {
  const { read } = await started();
  const { client, raw } = await tlsPair();
  await send(client, 1000);
  const wire = raw.bytesRead + raw.bytesWritten;
  expect(wire).toBeGreaterThan(4000);
  expect(await read()).toEqual({ received: wire, transmitted: wire });
  client.destroy();
});

test('finds the connections that were open before', async () => {
  const server = await echo();
  const socket = await connected(server);
  await send(socket, 500);
  const before = start(tree('nowhere'), sensing('process_network'));
  expect(before.instrumentation.read().sockets?.receivedBytes).toBeGreaterThanOrEqual(1000);
  const read = carried(before);
  await read();
  await send(socket, 100);
  expect(await read()).toEqual({ received: 200, transmitted: 200 });
});

test('looks at many sockets in turn, and misses none', async () => {
  const server = await echo();
  const { read } = await started();
  const sockets: Socket[] = [];
  for (let turn = 0; turn < 150; turn++) sockets.push(await connected(server));
  for (const socket of sockets) await send(socket, 10);
  const first = await read();
  expect(first.received).toBeLessThan(3000);
  const turns = [first, await read(), await read(), await read()];
  expect(turns.reduce((sum, { received }) => sum + received, 0)).toBe(3000);
  await Promise.all(sockets.map(closed));
});

test('adds no listener', async () => {
  const server = await echo();
  const plain = await connected(server);
  await started();
  const socket = await connected(server);
  expect(socket.eventNames()).toEqual(plain.eventNames());
});

/** A socket that has ended, and that nobody holds. */
async function gone(port: number): Promise<WeakRef<Socket>> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  await closed(socket);
  return new WeakRef(socket);
}

test('lets go of a socket that has ended', async () => {
  const { clock } = start(tree('nowhere'), sensing('process_network'));
  const ended = await gone(portOf(await echo()));
  clock.advance(1);
  await setImmediate();
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  expect(ended.deref() === undefined).toBe(true);
});

test('hears of no socket after its end', async () => {
  const { instrumentation } = start(tree('nowhere'), sensing('process_network'));
  expect(hasSubscribers('net.client.socket')).toBe(true);
  instrumentation.disable();
  expect(hasSubscribers('net.client.socket')).toBe(false);
  expect(hasSubscribers('net.server.socket')).toBe(false);
});

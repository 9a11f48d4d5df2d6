import { once } from 'node:events';
import { createServer, request, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFaults, LateMeter } from '@plimsoll/kernel';
import { metricsSdk } from '@plimsoll/kernel/test/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchHttpServers } from '../../src/register/http.ts';

let sdk: ReturnType<typeof metricsSdk>;
let watch: Disposable;
let server: Server;
let joined: boolean;
let ours: boolean;

beforeEach(async () => {
  sdk = metricsSdk();
  [joined, ours] = [false, false];
  const meter = new LateMeter(createFaults('test'), sdk.provider.getMeter('test'));
  watch = watchHttpServers(meter, { isJoined: () => joined, isOurs: () => ours });
  server = createServer((incoming, response) => {
    response.statusCode = Number(incoming.url?.slice(1));
    if (response.statusCode !== 299) response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  watch[Symbol.dispose]();
  server.closeAllConnections();
  server.close();
});

/** Asks for a status, and waits until the server has closed its response. */
async function ask(status: number, method = 'GET'): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const sent = request({ port, method, path: `/${status}`, agent: false });
  const [[, outgoing]] = await Promise.all([once(server, 'request'), once(sent.end(), 'response')]);
  if (!outgoing.closed) await once(outgoing, 'close');
}

async function durations(): Promise<unknown[]> {
  const metrics = (await sdk.collect()).flatMap((scope) => scope.metrics);
  const found = metrics.find(
    ({ descriptor }) => descriptor.name === 'http.server.request.duration',
  );
  return (found?.dataPoints ?? []).map(({ attributes }) => attributes);
}

test('tells method, scheme, status and protocol, and which answers are errors', async () => {
  await ask(200);
  await ask(404, 'PURGE');
  await ask(503, 'POST');
  const common = { 'url.scheme': 'http', 'network.protocol.version': '1.1' };
  expect(await durations()).toEqual([
    { ...common, 'http.request.method': 'GET', 'http.response.status_code': 200 },
    { ...common, 'http.request.method': '_OTHER', 'http.response.status_code': 404 },
    {
      ...common,
      'http.request.method': 'POST',
      'http.response.status_code': 503,
      'error.type': '503',
    },
  ]);
});

test('counts a request as active until its response is closed, be it by the client', async () => {
  const { port } = server.address() as AddressInfo;
  const sent = request({ port, path: '/299', agent: false }).on('error', () => {});
  const arrived = once(server, 'request');
  sent.end();
  const [, outgoing] = await arrived;
  expect((await sdk.values())['http.server.active_requests']).toBe(1);
  sent.destroy();
  await once(outgoing, 'close');
  // Since the last read.
  expect((await sdk.values())['http.server.active_requests']).toBe(-1);
});

test('does not count requests of ours', async () => {
  ours = true;
  await ask(200);
  expect(await sdk.values()).toEqual({});
});

test('leaves the duration to an instrumentation that reports to the SDK of the application', async () => {
  const { emit } = Server.prototype;
  const wrapped = function (this: Server, ...args: Parameters<typeof emit>): boolean {
    return Reflect.apply(emit, this, args);
  };
  Server.prototype.emit = Object.assign(wrapped, { __wrapped: true }) as unknown as typeof emit;
  try {
    await ask(200);
    expect(await durations()).toHaveLength(1);
    joined = true;
    await ask(200);
    expect(await durations()).toEqual([]);
  } finally {
    Server.prototype.emit = emit;
  }
});

test('sees nothing once it has ended', async () => {
  watch[Symbol.dispose]();
  await ask(200);
  expect(await sdk.values()).toEqual({});
});

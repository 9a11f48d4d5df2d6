import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { sensing, start } from '../start.ts';
import { tree } from '../trees.ts';

const active = (type: string): string => `v8js.resource.active{v8js.resource.type=${type}}`;

afterEach(() => vi.restoreAllMocks());

test('active resources: counts sockets while they are open', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const accepted = once(server, 'connection');
  const client = connect(port, '127.0.0.1');
  const [peer] = await accepted;
  const { clock, sdk } = start(tree('nowhere'), sensing('active_resources'));
  const during = await sdk.points();
  expect(during[active('TCPSocketWrap')]).toBeGreaterThanOrEqual(2);
  expect(during[active('TCPServerWrap')]).toBeGreaterThanOrEqual(1);
  const closed = Promise.all([once(client, 'close'), once(peer, 'close'), once(server, 'close')]);
  client.destroy();
  peer.destroy();
  server.close();
  await closed;
  clock.advance(29);
  expect(await sdk.points()).toEqual(during);
  clock.advance(1);
  const after = await sdk.points();
  expect(after[active('TCPSocketWrap')]).toBe((during[active('TCPSocketWrap')] ?? 0) - 2);
  expect(after[active('TCPServerWrap')]).toBe((during[active('TCPServerWrap')] ?? 0) - 1);
});

test('active resources: tells types beyond the sixteenth together', async () => {
  const types = Array.from({ length: 20 }, (_, at) => `Type${at}`);
  vi.spyOn(process, 'getActiveResourcesInfo').mockReturnValue([...types, ...types]);
  const points = await start(tree('nowhere'), sensing('active_resources')).sdk.points();
  expect(points).toMatchObject({ [active('Type15')]: 2, [active('other')]: 8 });
  const told = Object.keys(points).filter((name) => name.startsWith('v8js.resource'));
  expect(told).toHaveLength(17);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitRetransmits } from '../../src/sensors/tcp.ts';
import { sensing, start } from '../start.ts';
import { livingTree, tree } from '../trees.ts';

const line = (name: string, bytes: number): string =>
  `${name}: ${bytes} 1 0 0 0 0 0 0 ${bytes} 1 0 0 0 0 0 0\n`;
const devices = (...lines: string[]): string =>
  `Inter-| Receive | Transmit\n face |bytes |bytes\n${lines.join('')}`;
const io = (name: string): string =>
  `system.network.io{network.interface.name=${name},network.io.direction=receive}`;

test('reports each interface that carried something, under the attributes of semconv', async () => {
  const points = await start(tree('host'), sensing('network')).sdk.points();
  expect(points).toMatchObject({
    [io('eth0')]: 2938285367,
    'system.network.packet.count{system.device.name=eth0,network.io.direction=transmit}': 94456,
    'system.network.errors{network.interface.name=eth0,network.io.direction=receive}': 3,
    'system.network.packet.dropped{network.interface.name=eth0,network.io.direction=transmit}': 2,
  });
  expect(Object.keys(points).join()).not.toContain('ifb0');
});

test('tells eight interfaces by name and the others as one, whose count outlives them', async () => {
  const roots = livingTree('host');
  const named = Array.from({ length: 8 }, (_, at) => line(`eth${at}`, 10));
  roots.write('proc/net/dev', devices(...named, line('veth1', 100), line('veth2', 200)));
  const { clock, sdk } = start(roots, sensing('network'));
  expect(await sdk.points()).toMatchObject({ [io('eth7')]: 10, [io('other')]: 300 });
  roots.write('proc/net/dev', devices(...named, line('veth2', 250), line('veth3', 7)));
  clock.advance(1);
  const points = await sdk.points();
  expect(points).toMatchObject({ [io('other')]: 357 });
  expect(Object.keys(points).filter((name) => name.startsWith('system.network.io'))).toHaveLength(
    18,
  );
});

test('goes on counting when one of the others is made anew', async () => {
  const roots = livingTree('host');
  const named = Array.from({ length: 8 }, (_, at) => line(`eth${at}`, 10));
  roots.write('proc/net/dev', devices(...named, line('veth1', 100), line('veth2', 200)));
  const { clock, sdk } = start(roots, sensing('network'));
  roots.write('proc/net/dev', devices(...named, line('veth1', 5), line('veth2', 200)));
  clock.advance(1);
  expect(await sdk.points()).toMatchObject({ [io('other')]: 305 });
});

test('goes on counting when an interface is made anew', async () => {
  const roots = livingTree('host');
  roots.write('proc/net/dev', devices(line('eth0', 1000)));
  const { clock, sdk } = start(roots, sensing('network'));
  roots.write('proc/net/dev', devices(line('eth0', 5)));
  clock.advance(1);
  expect(await sdk.points()).toMatchObject({ [io('eth0')]: 1005 });
});

test('reports how TCP fares', async () => {
  const points = await start(tree('host'), sensing('network')).sdk.points();
  const tcp = (rest: string): string => `plimsoll.system.network.tcp.${rest}}`;
  expect(points).toMatchObject({
    [tcp('segments{network.io.direction=receive')]: 127530,
    [tcp('segments{network.io.direction=transmit')]: 95132,
    [tcp('resets{network.io.direction=transmit')]: 416,
    [tcp('resets{network.io.direction=receive')]: 8,
    [tcp('listen.drops{plimsoll.network.tcp.listen.drop.reason=overflow')]: 5,
    [tcp('listen.drops{plimsoll.network.tcp.listen.drop.reason=other')]: 2,
    [tcp('retransmits{plimsoll.network.tcp.retransmit.type=fast')]: 6,
    [tcp('retransmits{plimsoll.network.tcp.retransmit.type=other')]: 4,
  });
});

test('gives code what each interface carries, with its rate from the second sample on', () => {
  const roots = livingTree('host');
  const { clock, instrumentation } = start(roots, sensing('network'));
  const first = instrumentation.read().network?.interfaces;
  expect(Object.keys(first ?? {})).toEqual(['lo', 'eth0']);
  expect(first?.eth0).toEqual({
    receive: { bytes: 2938285367, packets: 126946, errors: 3, dropped: 4 },
    transmit: { bytes: 10468824, packets: 94456, errors: 1, dropped: 2 },
  });
  roots.write(
    'proc/net/dev',
    devices('eth0: 2938285567 126948 3 4 0 0 0 0 10468825 94457 1 2 0 0 0 0\n'),
  );
  clock.advance(1);
  expect(instrumentation.read().network?.interfaces).toEqual({
    eth0: {
      receive: { bytes: 2938285567, bytesPerSecond: 200, packets: 126948, errors: 3, dropped: 4 },
      transmit: { bytes: 10468825, bytesPerSecond: 1, packets: 94457, errors: 1, dropped: 2 },
    },
  });
});

test('gives code the sum of the interfaces that have no name of their own', () => {
  const roots = livingTree('host');
  const named = Array.from({ length: 8 }, (_, at) => line(`eth${at}`, 10));
  roots.write('proc/net/dev', devices(...named, line('veth1', 100), line('veth2', 200)));
  const { instrumentation } = start(roots, sensing('network'));
  expect(instrumentation.read().network?.interfaces.other?.receive.bytes).toBe(300);
});

test('gives code how TCP fares, and nothing of it where the kernel tells nothing', () => {
  const { instrumentation } = start(tree('host'), sensing('network'));
  const { network } = instrumentation.read();
  expect(network?.tcp).toEqual({ received: 127530, transmitted: 95132, retransmitted: 20 });
  const roots = livingTree('host');
  roots.remove('proc/net/snmp');
  const without = start(roots, sensing('network')).instrumentation.read().network;
  expect([without?.tcp, without?.sockets]).toEqual([undefined, { tcpTimeWait: 3, udp: 5 }]);
  roots.remove('proc/net/sockstat');
  const bare = start(roots, sensing('network')).instrumentation.read().network;
  expect(Object.keys(bare ?? {})).toEqual(['interfaces']);
});

test('counts the connections of both address families by state', async () => {
  const roots = livingTree('host');
  const { sdk, clock, instrumentation } = start(roots, sensing('network'));
  const connections = (state: string): string =>
    `system.network.connection.count{network.transport=tcp,network.connection.state=${state}}`;
  expect(await sdk.points()).toMatchObject({
    [connections('established')]: 2,
    [connections('time_wait')]: 3,
    [connections('other')]: 11,
  });
  roots.write('proc/net/sockstat', 'sockets: used 3\nTCP: inuse 0 orphan 0 tw 0 alloc 0 mem 1\n');
  clock.advance(10);
  expect(await sdk.points()).toMatchObject({
    [connections('time_wait')]: 0,
    [connections('other')]: 0,
  });
  const sockets = { tcpEstablished: 2, tcpTimeWait: 0, tcpOther: 0, udp: 1 };
  expect(instrumentation.read().network?.sockets).toEqual(sockets);
});

test('the kinds of retransmissions sum up to what the kernel sent again, and none falls', () => {
  const growth = fc.tuple(fc.nat(50), fc.array(fc.nat(50), { minLength: 3, maxLength: 3 }));
  fc.assert(
    fc.property(fc.array(growth), (steps) => {
      const split = splitRetransmits();
      let all = 0;
      let told = [0, 0, 0];
      let last = [0, 0, 0, 0];
      for (const [more, each] of steps) {
        all += more;
        told = told.map((count, at) => count + (each[at] ?? 0));
        const now = [...split(all, told)];
        expect(now.reduce((sum, count) => sum + count, 0)).toBe(all);
        expect(now.every((count, at) => count >= (last[at] ?? 0))).toBe(true);
        last = now;
      }
    }),
  );
});

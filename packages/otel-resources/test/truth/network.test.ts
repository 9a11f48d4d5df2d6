import { soon } from '@plimsoll/kernel/test/soon';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Points } from '../sdk.ts';
import { type Child, startChild } from './child.ts';
import { dropIncoming, makeNamespaces, type Namespace, type Namespaces } from './namespaces.ts';
import { describeWhere, tool } from './possible.ts';

const MEGABYTE = 1e6;
/** TCP is read so often: each time that is told about, it has been read at that time. */
const TCP_SECONDS = 10;

const possible = describeWhere('network namespaces with ip and nft', () => {
  using namespaces = makeNamespaces();
  dropIncoming(namespaces.receiver, 5);
});

const tcp = (name: string, key: string, value: string): string =>
  `plimsoll.system.network.tcp.${name}{${key}=${value}}`;
const retransmits = (points: Points): number =>
  Object.entries(points)
    .filter(([name]) => name.startsWith('plimsoll.system.network.tcp.retransmits{'))
    .reduce((sum, [, count]) => sum + count, 0);
const io = (direction: string): string =>
  `system.network.io{network.interface.name=line0,network.io.direction=${direction}}`;
const connections = (state: string): string =>
  `system.network.connection.count{network.transport=tcp,network.connection.state=${state}}`;

/** What the kernel itself counts. */
function kernelCount({ inside }: Namespace, file: string, table: string, key: string): number {
  const [command = '', ...args] = inside;
  const [names = [], values = []] = tool(command, ...args, 'cat', `/proc/net/${file}`)
    .split('\n')
    .filter((line) => line.startsWith(`${table}:`))
    .map((line) => line.split(' '));
  return Number(values[names.indexOf(key)]);
}
const sentAgain = (namespace: Namespace): number =>
  kernelCount(namespace, 'snmp', 'Tcp', 'RetransSegs');

possible('in network namespaces of this kernel', () => {
  let namespaces: Namespaces;
  let sender: Child;
  let receiver: Child;

  beforeAll(async () => {
    namespaces = makeNamespaces();
    sender = await startChild('network.ts', ...namespaces.sender.inside);
    receiver = await startChild('network.ts', ...namespaces.receiver.inside);
    await receiver.let('take', 7000, 511);
  });
  afterAll(async () => {
    await sender?.[Symbol.asyncDispose]();
    await receiver?.[Symbol.asyncDispose]();
    namespaces?.[Symbol.dispose]();
  });
  const points = async (child: Child): Promise<Points> => (await child.tell(TCP_SECONDS)).points;
  const send = (bytes: number): Promise<unknown> =>
    sender.let('send', namespaces.receiver.address, 7000, bytes);

  test('tells the bytes of a transfer on both sides', async () => {
    const size = 50 * MEGABYTE;
    const before = [await points(sender), await points(receiver)];
    expect(await send(size)).toBe(size);
    const after = [await points(sender), await points(receiver)];
    const grown = [io('transmit'), io('receive')].map(
      (name, side) => (after[side]?.[name] ?? 0) - (before[side]?.[name] ?? 0),
    );
    for (const bytes of grown) {
      expect(bytes).toBeGreaterThan(size);
      expect(bytes).toBeLessThan(1.05 * size);
    }
  });

  test('tells nothing of other namespaces', async () => {
    const { readings } = await sender.tell(TCP_SECONDS);
    expect(Object.keys(readings.network?.interfaces ?? {})).toEqual(['line0']);
    expect(readings.network?.interfaces.line0).not.toHaveProperty('limitBytesPerSecond');
  });

  test('tells the connections that are open, on both sides', async () => {
    await sender.let('knock', namespaces.receiver.address, 7000, 3);
    await soon(async () => {
      expect(await points(sender)).toMatchObject({ [connections('established')]: 3 });
      expect(await points(receiver)).toMatchObject({ [connections('established')]: 3 });
    });
    expect((await points(receiver))[connections('other')]).toBeGreaterThanOrEqual(1);
  });

  test('tells a reset on the side that sends it and on the side that it hits', async () => {
    const before = [await points(sender), await points(receiver)];
    await sender.let('reset', namespaces.receiver.address, 7000);
    const sent = tcp('resets', 'network.io.direction', 'transmit');
    const received = tcp('resets', 'network.io.direction', 'receive');
    await soon(async () => {
      expect((await points(sender))[sent]).toBe((before[0]?.[sent] ?? 0) + 1);
      expect((await points(receiver))[received]).toBe((before[1]?.[received] ?? 0) + 1);
    });
  });

  test('tells the connections that a full queue of a listening socket drops', async () => {
    await receiver.let('take', 7001, 1);
    const before = await points(receiver);
    receiver.process.kill('SIGSTOP');
    await sender.let('knock', namespaces.receiver.address, 7001, 8);
    await soon(() =>
      expect(
        kernelCount(namespaces.receiver, 'netstat', 'TcpExt', 'ListenOverflows'),
      ).toBeGreaterThan(0),
    );
    receiver.process.kill('SIGCONT');
    // Those that were dropped are sent again for a minute, and would count in what comes next.
    await sender.let('leave');
    const overflow = tcp('listen.drops', 'plimsoll.network.tcp.listen.drop.reason', 'overflow');
    expect((await points(receiver))[overflow]).toBeGreaterThan(before[overflow] ?? 0);
    expect((await points(sender))[overflow]).toBe(0);
  });

  test('tells who has to send again what gets lost, and not the other side', async () => {
    const before = [await points(sender), await points(receiver)].map(retransmits);
    dropIncoming(namespaces.receiver, 5);
    expect(await send(50 * MEGABYTE)).toBe(50 * MEGABYTE);
    const least = sentAgain(namespaces.sender);
    const { points: told, readings } = await sender.tell(TCP_SECONDS);
    const most = sentAgain(namespaces.sender);
    const again = retransmits(told) - (before[0] ?? 0);
    const others = retransmits(await points(receiver)) - (before[1] ?? 0);
    expect(again).toBeGreaterThan(20);
    expect(others).toBeLessThan(again / 10);
    expect(
      told[tcp('retransmits', 'plimsoll.network.tcp.retransmit.type', 'fast')],
    ).toBeGreaterThan(0);
    expect(readings.network?.tcp?.retransmitted).toBeGreaterThanOrEqual(least);
    expect(readings.network?.tcp?.retransmitted).toBeLessThanOrEqual(most);
    expect(retransmits(told)).toBe(readings.network?.tcp?.retransmitted);
  });
});

import { soon } from '@plimsoll/kernel/test/soon';
import { expect, test } from 'vitest';
import { sensing, start } from '../start.ts';
import { livingTree } from '../trees.ts';

const devices = (...lines: readonly (readonly [string, number, number])[]): string =>
  `Inter-| Receive | Transmit\n face |bytes |bytes\n${lines
    .map(([name, into, out]) => `${name}: ${into} 1 0 0 0 0 0 0 ${out} 1 0 0 0 0 0 0\n`)
    .join('')}`;

/** A host with these interfaces, all of which have carried nothing but a packet, once their lines are known. */
async function started(...names: readonly string[]) {
  const roots = livingTree('host', 'links');
  const carried = (bytes: (name: string) => readonly [number, number]): void =>
    roots.write('proc/net/dev', devices(...names.map((name) => [name, ...bytes(name)] as const)));
  carried(() => [0, 0]);
  const { clock, sdk, instrumentation } = start(roots, sensing('network'));
  clock.advance(1);
  await soon(async () => expect(Object.keys(await sdk.points()).join()).toContain('hw.network.up'));
  return { roots, clock, sdk, instrumentation, carried };
}

test('links: tells speed, state and utilization of what has a line of its own', async () => {
  const { clock, sdk, instrumentation, carried } = await started('full-duplex', 'down', 'veth');
  carried(() => [25_000_000, 50_000_000]);
  clock.advance(1);
  const points = await sdk.points();
  const hardware = Object.entries(points).filter(([name]) => name.startsWith('hw.network'));
  expect(Object.fromEntries(hardware)).toEqual({
    'hw.network.up{hw.id=full-duplex}': 1,
    'hw.network.up{hw.id=down}': 0,
    'hw.network.bandwidth.limit{hw.id=full-duplex}': 125_000_000,
    'hw.network.bandwidth.utilization{hw.id=full-duplex}': 0.4,
  });
  expect(instrumentation.read().network?.interfaces).toMatchObject({
    'full-duplex': { up: true, limitBytesPerSecond: 125_000_000, utilization: 0.4 },
    down: { up: false },
  });
  expect(instrumentation.read().network?.interfaces.veth).not.toHaveProperty('up');
});

test('links: counts both directions where they share the line, and never more than all of it', async () => {
  const { clock, sdk, carried } = await started('half-duplex');
  const utilization = async () =>
    (await sdk.points())['hw.network.bandwidth.utilization{hw.id=half-duplex}'];
  carried(() => [2_500_000, 5_000_000]);
  clock.advance(1);
  expect(await utilization()).toBeCloseTo(0.6);
  carried(() => [20_000_000, 20_000_000]);
  clock.advance(1);
  expect(await utilization()).toBe(1);
});

test('links: sees a line that is unplugged, and one that comes back faster', async () => {
  const { roots, clock, sdk } = await started('full-duplex');
  const told = async (name: string): Promise<unknown> =>
    (await sdk.points())[`hw.network.${name}{hw.id=full-duplex}`];
  roots.write('sys/class/net/full-duplex/operstate', 'down\n');
  clock.advance(60);
  await soon(async () => expect(await told('up')).toBe(0));
  roots.write('sys/class/net/full-duplex/operstate', 'up\n');
  roots.write('sys/class/net/full-duplex/speed', '10000\n');
  clock.advance(60);
  await soon(async () => expect(await told('bandwidth.limit')).toBe(1_250_000_000));
  expect(await told('up')).toBe(1);
});

test('links: tells that an interface which was removed is down', async () => {
  const { roots, clock, sdk } = await started('full-duplex');
  roots.remove('sys/class/net/full-duplex');
  clock.advance(60);
  await soon(async () =>
    expect(await sdk.points()).toMatchObject({ 'hw.network.up{hw.id=full-duplex}': 0 }),
  );
});

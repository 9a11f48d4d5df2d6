import { expect, test } from 'vitest';
import { sensing, start } from '../start.ts';
import { livingTree, tree } from '../trees.ts';

const device = (name: string): string => `system.device.name=${name}`;
const line = (name: string, reads: number, millis = 0): string =>
  `8 0 ${name} ${reads} 0 ${reads * 8} ${millis} 0 0 0 0 0 ${millis} 0\n`;

test('disk: reports what each whole disk has carried, in bytes and seconds', async () => {
  const { sdk } = start(tree('host'), sensing('disk'));
  const points = await sdk.points();
  expect(points).toMatchObject({
    [`system.disk.io{${device('sda')},disk.io.direction=read}`]: 4_096_000,
    [`system.disk.io{${device('sda')},disk.io.direction=write}`]: 2_048_000,
    [`system.disk.operations{${device('sda')},disk.io.direction=read}`]: 1000,
    [`system.disk.operations{${device('nvme0n1')},disk.io.direction=write}`]: 10,
    [`system.disk.merged{${device('sda')},disk.io.direction=write}`]: 50,
    [`system.disk.operation_time{${device('sda')},disk.io.direction=write}`]: 3,
    [`system.disk.io_time{${device('sda')}}`]: 1.5,
  });
  const told = Object.keys(points).flatMap((name) => /io_time\{.*=(.*)\}/.exec(name)?.[1] ?? []);
  expect(told).toEqual(['sda', 'nvme0n1', 'xvda1']);
});

test('disk: tells the disks beyond the eighth together', async () => {
  const roots = livingTree('host');
  const names = Array.from({ length: 12 }, (_, at) => `sd${String.fromCharCode(97 + at)}`);
  const write = (reads: number, some = names): void =>
    roots.write('proc/diskstats', some.map((name) => line(name, reads)).join(''));
  write(10);
  const { clock, sdk } = start(roots, sensing('disk'));
  const operations = async (name: string): Promise<number | undefined> =>
    (await sdk.points())[`system.disk.operations{${device(name)},disk.io.direction=read}`];
  expect(await operations('other')).toBe(40);
  expect(await operations('sdh')).toBe(10);
  expect(await operations('sdi')).toBeUndefined();
  write(12, names.slice(0, 10));
  clock.advance(1);
  expect(await operations('other')).toBe(44);
});

test('disk: no time goes back when the 32 bits of the kernel wrap', async () => {
  const roots = livingTree('host');
  roots.write('proc/diskstats', line('sda', 10, 2 ** 32 - 1000));
  const { clock, sdk } = start(roots, sensing('disk'));
  roots.write('proc/diskstats', line('sda', 11, 500));
  clock.advance(1);
  expect(await sdk.points()).toMatchObject({
    [`system.disk.io_time{${device('sda')}}`]: (2 ** 32 - 500) / 1000,
  });
});

test('disk: is unsupported where the kernel tells nothing', () => {
  const { instrumentation } = start(tree('nowhere'), sensing('disk'));
  expect(instrumentation.read().probes.disk).toBe('unsupported');
});

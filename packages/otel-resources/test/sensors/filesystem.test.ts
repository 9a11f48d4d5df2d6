import { statfsSync } from 'node:fs';
import { createFaults, fakeClock, LateMeter, type SensorContext } from '@plimsoll/kernel';
import { soon } from '@plimsoll/kernel/test/soon';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createProbe } from '../../src/probe.ts';
import { parseFilesystems } from '../../src/read/filesystems.ts';
import {
  createStorageReader,
  type Storage,
  type StorageReader,
  storageOf,
} from '../../src/read/storage.ts';
import type { SensorSettings } from '../../src/sensor.ts';
import { filesystem } from '../../src/sensors/filesystem.ts';
import { sensing, start } from '../start.ts';
import { livingTree, tree } from '../trees.ts';

const line = (number: string, point: string, type: string, device: string, mode = 'rw'): string =>
  `1 1 ${number} / ${point} ${mode},relatime shared:1 - ${type} ${device} rw\n`;

test('filesystem: tells each local device once, and the root of a container', () => {
  const text = [
    line('0:40', '/', 'overlay', 'overlay'),
    line('8:1', '/data\\040set', 'ext4', '/dev/sda1', 'ro'),
    line('8:1', '/etc/hosts', 'ext4', '/dev/sda1'),
    line('0:41', '/layer', 'overlay', 'overlay'),
    line('0:42', '/share', 'nfs4', 'server:/export'),
    line('0:43', '/fuse', 'fuse.sshfs', 'host:'),
    line('0:44', '/tmp', 'tmpfs', 'tmpfs'),
    line('8:2', '/cut', 'ext4', '/dev/sda2').slice(0, -1),
  ].join('');
  expect(parseFilesystems(text)).toEqual([
    { device: 'overlay', point: '/', type: 'overlay', mode: 'rw' },
    { device: '/dev/sda1', point: '/data set', type: 'ext4', mode: 'ro' },
  ]);
});

test('filesystem: reports what the system says of a mount, of the first eight', async () => {
  const roots = livingTree('host');
  const lines = Array.from({ length: 9 }, (_, at) => {
    roots.write(`proc/${at}/file`, '');
    return line(`9:${at}`, `${roots.proc}/${at}`, 'xfs', `/dev/sdb${at}`);
  });
  roots.write('proc/self/mountinfo', lines.join('') + line('8:1', '/', 'ext4', '/dev/sda1'));
  const { sdk } = start(roots, sensing('filesystem'));
  const own = (at: number): string =>
    `system.device.name=/dev/sdb${at},system.filesystem.mountpoint=${roots.proc}/${at},system.filesystem.type=xfs,system.filesystem.mode=rw`;
  const { blocks, bsize } = statfsSync(roots.proc);
  await soon(async () =>
    expect(await sdk.points()).toMatchObject({
      [`system.filesystem.limit{${own(7)}}`]: blocks * bsize,
    }),
  );
  const points = await sdk.points();
  const share = (state: string): number =>
    points[`system.filesystem.utilization{${own(0)},system.filesystem.state=${state}}`] ?? 0;
  expect(share('used') + share('free') + share('reserved')).toBeCloseTo(1);
  const limits = Object.keys(points).filter((name) => name.startsWith('system.filesystem.limit'));
  expect(limits).toHaveLength(8);
});

test('filesystem: is unsupported where there are no mounts to read', () => {
  const { instrumentation } = start(tree('nowhere'), sensing('filesystem'));
  expect(instrumentation.read().probes.filesystem).toBe('unsupported');
});

test('asks nothing else while one does not answer, and goes on when it does', () => {
  const asked: string[] = [];
  let answer = (): void => {};
  const reader = createStorageReader((point, done) => {
    asked.push(point);
    const full = { bsize: 10, blocks: 100, bfree: 30, bavail: 20 };
    answer = () => (point === 'gone' ? done(new Error('gone')) : done(null, full));
  });
  const told: [string, Storage][] = [];
  const ask = (): void =>
    reader.ask(['hung', 'gone', 'last'], (...each) => void told.push([...each]));
  ask();
  ask();
  expect([asked, reader.waitingFor]).toEqual([['hung'], 'hung']);
  for (const _ of asked.concat('', '')) answer();
  const storage = { limit: 1000, used: 700, free: 200, reserved: 100 };
  expect(told).toEqual([
    ['hung', storage],
    ['last', storage],
  ]);
  expect([asked, reader.waitingFor]).toEqual([['hung', 'gone', 'last'], undefined]);
});

test('filesystem: fails while one does not answer, and recovers when it does', () => {
  const clock = fakeClock();
  let waitingFor: string | undefined;
  const asks: number[] = [];
  const reader: StorageReader = {
    get waitingFor() {
      return waitingFor;
    },
    ask: () => void asks.push(clock.now()),
  };
  const faults = createFaults('test');
  const context = { meter: new LateMeter(faults), clock, faults } as unknown as SensorContext;
  const settings = { roots: tree('host') } as SensorSettings;
  const probe = createProbe({
    name: 'filesystem',
    intervalSeconds: 1,
    faults,
    start: (sampler) => filesystem({ ...context, sampler }, settings, reader),
  });
  onTestFinished(() => probe[Symbol.dispose]());
  const run = (seconds: number): string => {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1);
      probe.run(clock.now());
    }
    return probe.state;
  };
  expect(run(31)).toBe('active');
  expect(asks).toEqual([1, 31]);
  waitingFor = '/hung';
  expect(run(10)).toBe('active');
  expect(run(60)).toBe('failing');
  waitingFor = undefined;
  expect(run(60)).toBe('active');
  expect(asks.length).toBeGreaterThan(2);
});

test('makes finite storage whose states sum up to the limit, or none, of any answer', () => {
  const any = fc.oneof(fc.nat(), fc.double());
  fc.assert(
    fc.property(any, any, any, any, (bsize, blocks, bfree, bavail) => {
      const storage = storageOf({ bsize, blocks, bfree, bavail });
      if (!storage) return;
      const { limit, used, free, reserved } = storage;
      for (const each of [limit, used, free, reserved]) expect(each).toBeGreaterThanOrEqual(0);
      expect((used + free + reserved) / limit).toBeCloseTo(1);
    }),
  );
});

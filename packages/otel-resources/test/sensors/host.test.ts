import { expect, test } from 'vitest';
import { sensing, start } from '../start.ts';
import { livingTree, tree } from '../trees.ts';

const stat = (user: number, idle: number): string =>
  `cpu  ${user} 0 0 ${idle} 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0 0 0 0\n`;

test('cpu: reports the share of each mode between two samples', async () => {
  const roots = livingTree('host');
  roots.write('proc/stat', stat(1000, 9000));
  const { clock, sdk, instrumentation } = start(roots, sensing('cpu'));
  expect(Object.keys(await sdk.points()).join()).not.toContain('system.cpu.utilization');
  roots.write('proc/stat', stat(1030, 9070));
  clock.advance(1);
  expect(await sdk.points()).toMatchObject({
    'system.cpu.utilization{cpu.mode=user}': expect.closeTo(0.3),
    'system.cpu.utilization{cpu.mode=idle}': expect.closeTo(0.7),
    'system.cpu.time{cpu.mode=user}': 10.3,
    'system.cpu.logical.count': 1,
    'plimsoll.system.load_average.1m': 0.5,
  });
  expect(instrumentation.read().host).toEqual({
    cpuUtilization: expect.closeTo(0.3),
    logicalCpus: 1,
  });
});

test('cpu: no time goes back when a CPU goes offline', async () => {
  const roots = livingTree('host');
  roots.write('proc/stat', stat(1000, 9000));
  const { clock, sdk } = start(roots, sensing('cpu'));
  roots.write('proc/stat', stat(1100, 8000));
  clock.advance(1);
  expect(await sdk.points()).toMatchObject({
    'system.cpu.time{cpu.mode=idle}': 90,
    'system.cpu.utilization{cpu.mode=idle}': 0,
    'system.cpu.utilization{cpu.mode=user}': 1,
  });
});

test('memory: reports the states of the host and its swap', async () => {
  const { sdk, instrumentation } = start(tree('host'), sensing('memory'));
  expect(await sdk.points()).toMatchObject({
    'system.memory.limit': 8_192_000_000,
    'system.memory.usage{system.memory.state=used}': 2_048_000_000,
    'system.memory.utilization{system.memory.state=available}': 0.75,
    'system.memory.linux.slab.usage{system.memory.linux.slab.state=reclaimable}': 409_600_000,
    'system.paging.usage{system.paging.state=used}': 512_000_000,
  });
  expect(instrumentation.read().memory).toEqual({
    usedBytes: 2_048_000_000,
    limitBytes: 8_192_000_000,
  });
});

test('memory: reports no swap where there is none', async () => {
  const roots = livingTree('host');
  roots.write('proc/meminfo', 'MemTotal: 10 kB\nMemFree: 5 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n');
  const { sdk } = start(roots, sensing('memory'));
  expect(Object.keys(await sdk.points()).join()).not.toContain('system.paging');
});

test('pressure: reports stall time and its share between two samples', async () => {
  const roots = livingTree('host', 'v2-set');
  const { clock, sdk, instrumentation } = start(roots, sensing('pressure'));
  roots.write('proc/pressure/cpu', 'some avg10=0 avg60=0 avg300=0 total=299186756\n');
  clock.advance(1);
  const host = 'plimsoll.system.pressure.stall.time{plimsoll.pressure.resource=';
  const container = 'plimsoll.container.pressure.stall.time{plimsoll.pressure.resource=';
  expect(await sdk.points()).toMatchObject({
    [`${host}cpu,plimsoll.pressure.stall.type=some}`]: 299.186756,
    [`${host}io,plimsoll.pressure.stall.type=full}`]: 1,
    [`${container}cpu,plimsoll.pressure.stall.type=some}`]: 4.1,
  });
  const { pressure } = instrumentation.read();
  expect(pressure?.host?.cpu).toEqual({ some: expect.closeTo(0.5) });
  expect(pressure?.container?.memory).toEqual({ some: 0, full: 0 });
});

test('pressure: is unsupported where the kernel keeps no account', () => {
  const { instrumentation } = start(tree('psi-absent'), sensing('pressure'));
  expect(instrumentation.read().probes.pressure).toBe('unsupported');
});

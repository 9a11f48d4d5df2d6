import { expect, test } from 'vitest';
import { diagnostics } from '../diagnostics.ts';
import { sensing, start } from '../start.ts';
import { livingTree, tree } from '../trees.ts';

const cpuStat = (periods: number, throttled: number, micros: number): string =>
  `user_usec 1000000\nsystem_usec 1\nnr_periods ${periods}\nnr_throttled ${throttled}\nthrottled_usec ${micros}\n`;

test('reports limits, use and cost of the cgroup', async () => {
  const { sdk } = start(tree('v2-set'), sensing('cgroup'));
  expect(await sdk.points()).toMatchObject({
    'container.cpu.time{cpu.mode=user}': 6,
    'plimsoll.container.cpu.throttled.time': 2.5,
    'plimsoll.container.cpu.periods{plimsoll.container.cpu.period.throttled=true}': 50,
    'plimsoll.container.cpu.periods{plimsoll.container.cpu.period.throttled=false}': 150,
    'plimsoll.container.cpu.limit': 1.5,
    'container.memory.usage': 300_000_000,
    'container.memory.working_set': 200_000_000,
    'container.memory.available': 300_000_000,
    'container.memory.rss': 150_000_000,
    'container.paging.faults{system.paging.fault.type=major}': 40,
    'plimsoll.container.memory.limit': 500_000_000,
    'plimsoll.container.memory.events{plimsoll.container.memory.event.type=oom_kill}': 1,
    'plimsoll.container.thread.count': 12,
    'plimsoll.container.thread.limit': 100,
  });
});

test('reports no limit and nothing available where nothing limits', async () => {
  const { sdk } = start(tree('v2-unset'), sensing('cgroup'));
  const names = Object.keys(await sdk.points()).join();
  expect(names).toContain('container.memory.usage');
  expect(names).not.toMatch(/limit|available/);
});

test('reports no event that the kernel does not count', async () => {
  const { sdk } = start(tree('v1'), sensing('cgroup'));
  const events = Object.entries(await sdk.points()).filter(([name]) =>
    name.includes('memory.event'),
  );
  expect(Object.fromEntries(events)).toEqual({
    'plimsoll.container.memory.events{plimsoll.container.memory.event.type=max}': 365,
    'plimsoll.container.memory.events{plimsoll.container.memory.event.type=oom_kill}': 1,
  });
});

test('reads the share of periods in which the quota ran out between two samples', () => {
  const roots = livingTree('v2-set');
  roots.write('sys/fs/cgroup/cpu.stat', cpuStat(100, 90, 5));
  const { clock, instrumentation } = start(roots, sensing('cgroup'));
  roots.write('sys/fs/cgroup/cpu.stat', cpuStat(110, 92, 6));
  clock.advance(1);
  expect(instrumentation.read().container).toEqual({
    cpuLimitCores: 1.5,
    throttledRatio: 0.2,
    memoryLimitBytes: 500_000_000,
    memoryUsageBytes: 300_000_000,
    workingSetBytes: 200_000_000,
  });
});

const io = (name: string, direction: string): string =>
  `container.disk.io{system.device.name=${name},disk.io.direction=${direction}}`;

test('reports what the cgroup read and wrote on each device, by name', async () => {
  const { sdk } = start(livingTree('host', 'v2-set'), sensing('cgroup'));
  const points = await sdk.points();
  expect(points).toMatchObject({
    [io('sda', 'read')]: 4_096_000,
    [io('sda', 'write')]: 2_048_000,
    [io('nvme0n1', 'write')]: 40_960,
  });
  expect(points).not.toHaveProperty([io('sdb', 'read')]);
});

test('tells the number of a device that has no name, and those beyond the fourth together', async () => {
  const roots = livingTree('v2-set');
  const write = (devices: number, bytes: number): void =>
    roots.write(
      'sys/fs/cgroup/io.stat',
      Array.from({ length: devices }, (_, at) => `9:${at} rbytes=${bytes} wbytes=1 \n`).join(''),
    );
  write(7, 10);
  const { clock, sdk } = start(roots, sensing('cgroup'));
  expect(await sdk.points()).toMatchObject({ [io('9:3', 'read')]: 10, [io('other', 'read')]: 30 });
  write(5, 12);
  clock.advance(5);
  expect(await sdk.points()).toMatchObject({ [io('9:3', 'read')]: 12, [io('other', 'read')]: 32 });
});

test('counts go on from where they stood when another level comes to bind', async () => {
  const roots = livingTree('v2-parent-only');
  const { clock, sdk } = start(roots, sensing('cgroup'));
  const user = 'container.cpu.time{cpu.mode=user}';
  expect(await sdk.points()).toMatchObject({ [user]: 6 });
  roots.write('sys/fs/cgroup/app.slice/worker/cpu.max', '10000 100000\n');
  clock.advance(60);
  expect(await sdk.points()).toMatchObject({ [user]: 6, 'plimsoll.container.cpu.limit': 0.1 });
  roots.write(
    'sys/fs/cgroup/app.slice/worker/cpu.stat',
    'user_usec 7000000\nsystem_usec 3000000\n',
  );
  clock.advance(1);
  expect(await sdk.points()).toMatchObject({ [user]: 8 });
});

test('is unsupported in the root of the machine', () => {
  const { debug } = diagnostics();
  const { instrumentation } = start(tree('host'), sensing('cgroup'));
  expect(instrumentation.read().probes.cgroup).toBe('unsupported');
  expect(debug).toEqual([expect.stringContaining('no cgroup but the root of the machine')]);
});

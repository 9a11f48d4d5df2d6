import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { devNull, getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { SYSTEM_ROOTS } from '../../src/read/roots.ts';
import { sensing, start } from '../start.ts';
import { livingTree, tree } from '../trees.ts';

function spin(): number {
  let sum = 0;
  for (let turn = 0; turn < 2e6; turn++) sum += Math.sqrt(turn);
  return sum;
}

test('divides the CPU used by a quota that is a fraction', async () => {
  const { clock, sdk, instrumentation } = start(livingTree('host', 'v2-set'), sensing('process'));
  const before = await sdk.points();
  expect(spin()).toBeGreaterThan(0);
  clock.advance(1);
  const after = await sdk.points();
  const used = (mode: string): number => {
    const key = `process.cpu.time{cpu.mode=${mode}}`;
    return (after[key] ?? 0) - (before[key] ?? 0);
  };
  expect(used('user')).toBeGreaterThan(0);
  expect(after['process.cpu.utilization{cpu.mode=user}']).toBeCloseTo(used('user') / 1.5, 9);
  const { process } = instrumentation.read();
  expect(process?.cpuLimitCores).toBe(1.5);
  expect(process?.cpuCores).toBeCloseTo(used('user') + used('system'), 9);
  expect(process?.cpuUtilization).toBe((process?.cpuCores ?? 0) / 1.5);
});

test('may use the CPUs of its set where no quota is lower', () => {
  const { instrumentation } = start(tree('host'), sensing('process'));
  expect(instrumentation.read().process?.cpuLimitCores).toBe(4);
});

test('tells the priority of the process as the system has it', async () => {
  const { sdk, instrumentation } = start(tree('host'), sensing('process'));
  expect((await sdk.points())['plimsoll.process.priority']).toBe(getPriority());
  expect(instrumentation.read().process?.priority).toBe(getPriority());
});

test('reports what the kernel knows of the process', async () => {
  const points = await start(tree('host'), sensing('process')).sdk.points();
  expect(points).toMatchObject({
    'process.memory.usage': 80_000 * 1024,
    'process.memory.virtual': 1_200_000 * 1024,
    'process.thread.count': 11,
  });
  const counted = Object.keys(points).filter((name) => /switches|faults|uptime/.test(name));
  expect(counted).toHaveLength(5);
});

test.each([
  ['4', 300_000, 300_100, 20_500],
  ['16', 75_000, 75_025, 5125],
])('reads memory at each sample in pages of %s KiB, and threads every 5 seconds', (...row) => {
  const [, virtual, laterVirtual, laterResident] = row;
  const roots = livingTree('host');
  const status = readFileSync(`${roots.proc}/self/status`, 'latin1');
  roots.write('proc/self/statm', `${virtual} 9 9 9 0 9 0\n`);
  const { clock, instrumentation } = start(roots, sensing('process'));
  roots.write('proc/self/statm', `${laterVirtual} ${laterResident} 9 9 0 9 0\n`);
  roots.write('proc/self/status', status.replace('Threads:\t11', 'Threads:\t12'));
  clock.advance(1);
  expect(instrumentation.read().process).toMatchObject({
    virtualBytes: 1_200_400 * 1024,
    residentBytes: 82_000 * 1024,
    threads: 11,
  });
  clock.advance(4);
  expect(instrumentation.read().process).toMatchObject({ threads: 12 });
});

test('takes memory from the status where that and the pages do not fit each other', () => {
  const roots = livingTree('host');
  roots.write('proc/self/statm', '200000 9 9 9 0 9 0\n');
  const { clock, instrumentation } = start(roots, sensing('process'));
  clock.advance(1);
  expect(instrumentation.read().process).toMatchObject({ residentBytes: 80_000 * 1024 });
});

test.runIf(process.platform === 'linux')(
  'counts open file descriptors, and finds their limit',
  async () => {
    const { clock, sdk, instrumentation } = start(SYSTEM_ROOTS, sensing('file_descriptors'));
    clock.advance(1);
    const before = instrumentation.read().fileDescriptors;
    expect(before?.limit).toBeGreaterThan(0);
    // The listing itself takes one.
    expect(before?.open).toBe(readdirSync('/proc/self/fd').length - 1);
    const opened = Array.from({ length: 40 }, () => openSync(devNull, 'r'));
    clock.advance(1);
    for (const descriptor of opened) closeSync(descriptor);
    expect(instrumentation.read().fileDescriptors?.open).toBe((before?.open ?? 0) + 40);
    expect(await sdk.points()).toMatchObject({
      'process.unix.file_descriptor.count': (before?.open ?? 0) + 40,
      'plimsoll.process.file_descriptor.limit': before?.limit,
    });
  },
);

test.runIf(process.platform === 'linux').each([
  ['process', ['cpu.max', 'cpu.stat']],
  ['pressure', ['cpu.pressure', 'io.pressure', 'memory.pressure']],
] as const)('leaves the files of the cgroup alone that %s does not ask for', (sensor, files) => {
  const roots = livingTree('host', 'v2-set');
  start(roots, sensing(sensor));
  const kept = readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      // That of the listing itself.
      return [];
    }
  });
  const group = `${roots.sys}/fs/cgroup/`;
  expect(
    kept
      .filter((path) => path.startsWith(group))
      .map((path) => path.slice(group.length))
      .sort(),
  ).toEqual(files);
});

import { expect, onTestFinished, test } from 'vitest';
import { createFrequencyReader, parseFrequency } from '../../src/read/frequency.ts';
import { SYSTEM_ROOTS } from '../../src/read/roots.ts';
import { sensing, start } from '../start.ts';
import { type LivingTree, livingTree, tree } from '../trees.ts';

const busy = (core: number): string =>
  `plimsoll.system.cpu.core.utilization{cpu.logical_number=${core}}`;

/** Ticks that each CPU was busy and idle. */
function write(
  roots: LivingTree,
  ticks: Readonly<Record<number, readonly [number, number]>>,
): void {
  const lines = Object.entries(ticks).map(
    ([core, [user, idle]]) => `cpu${core} ${user} 0 0 ${idle} 0 0 0 0 0 0\n`,
  );
  roots.write('proc/stat', `cpu  1 1 1 1 1 1 1 1 0 0\n${lines.join('')}intr 1\n`);
}

const frequencyFile = (core: number): string =>
  `sys/devices/system/cpu/cpu${core}/cpufreq/scaling_cur_freq`;

/** What a reader is told of two CPUs, by a clock that passes so many seconds with each look. */
async function frequencies(roots: LivingTree, seconds: number): Promise<Map<number, number>> {
  const told = new Map<number, number>();
  let time = 0;
  const reader = createFrequencyReader(roots, () => (time += seconds));
  reader.ask([0, 1], (core, hertz) => told.set(core, hertz));
  while (process.getActiveResourcesInfo().includes('FSReqCallback'))
    await new Promise((resolve) => setImmediate(resolve));
  return told;
}

test('cpu cores: tells how busy each was between two samples', async () => {
  const roots = livingTree('host');
  write(roots, { 0: [100, 900], 1: [500, 500] });
  const { clock, sdk } = start(roots, sensing('cpu_cores'));
  expect(await sdk.points()).not.toHaveProperty([busy(0)]);
  write(roots, { 0: [200, 900], 1: [525, 575] });
  clock.advance(1);
  expect(await sdk.points()).toMatchObject({ [busy(0)]: 1, [busy(1)]: 0.25 });
});

test('cpu cores: one that goes offline does nothing, and begins anew when it is back', async () => {
  const roots = livingTree('host');
  write(roots, { 0: [100, 900], 3: [500, 500] });
  const { clock, sdk } = start(roots, sensing('cpu_cores'));
  write(roots, { 0: [150, 950] });
  clock.advance(1);
  expect(await sdk.points()).toMatchObject({ [busy(0)]: 0.5, [busy(3)]: 0 });
  write(roots, { 0: [200, 1000], 3: [0, 10] });
  clock.advance(1);
  expect(await sdk.points()).toMatchObject({ [busy(3)]: 0 });
  write(roots, { 0: [250, 1050], 3: [10, 10] });
  clock.advance(1);
  expect(await sdk.points()).toMatchObject({ [busy(3)]: 1 });
});

test('cpu cores: tells no more than 64', async () => {
  const roots = livingTree('host');
  write(roots, Object.fromEntries(Array.from({ length: 300 }, (_, core) => [core, [1, 1]])));
  const { clock, sdk } = start(roots, sensing('cpu_cores'));
  write(roots, Object.fromEntries(Array.from({ length: 300 }, (_, core) => [core, [2, 1]])));
  clock.advance(1);
  const told = Object.keys(await sdk.points()).filter((name) => name.includes('core.utilization'));
  expect(told).toHaveLength(64);
});

test('cpu cores: tells frequencies in hertz', async () => {
  const roots = livingTree('host');
  roots.write(frequencyFile(0), '2400000\n');
  roots.write(frequencyFile(1), '800000\n');
  expect([...(await frequencies(roots, 0))]).toEqual([
    [0, 2.4e9],
    [1, 8e8],
  ]);
});

test('cpu cores: asks a driver no more that takes long', async () => {
  const roots = livingTree('host');
  roots.write(frequencyFile(0), '2400000\n');
  roots.write(frequencyFile(1), '800000\n');
  expect([...(await frequencies(roots, 0.02)).keys()]).toEqual([0]);
});

test('cpu cores: tells no frequency that the driver does not know', async () => {
  const roots = livingTree('host');
  roots.write(frequencyFile(1), '<unknown>\n');
  expect((await frequencies(roots, 0)).size).toBe(0);
  expect(parseFrequency('0\n')).toBeUndefined();
});

test('cpu cores: is unsupported where the kernel tells nothing', () => {
  const { instrumentation } = start(tree('nowhere'), sensing('cpu_cores'));
  expect(instrumentation.read().probes.cpu_cores).toBe('unsupported');
});

test.runIf(process.platform === 'linux')('cpu cores: sees this CPU work', async () => {
  const { clock, sdk, instrumentation } = start(SYSTEM_ROOTS, sensing('cpu_cores'));
  onTestFinished(() => instrumentation.disable());
  const from = process.cpuUsage();
  while (process.cpuUsage(from).user < 100_000);
  clock.advance(1);
  const shares = Object.entries(await sdk.points()).flatMap(([name, value]) =>
    name.includes('core.utilization') ? [value] : [],
  );
  expect(Math.max(...shares)).toBeGreaterThan(0);
  expect(Math.max(...shares)).toBeLessThanOrEqual(1);
});

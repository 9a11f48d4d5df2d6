import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SYSTEM_ROOTS } from '../../src/read/roots.ts';
import { sensing, start } from '../start.ts';

const onLinux = test.runIf(process.platform === 'linux');

/** Uses so much time of a CPU, however long that takes. */
function spin(seconds: number): void {
  const begin = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(begin);
    if (user + system >= seconds * 1e6) return;
  }
}

/** What the kernel counts in hundredths of a second: of this process, and of the machine by mode. */
const ticksOfProcess = (): number => {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
};
const ticksOfMachine = (): number[] =>
  (readFileSync('/proc/stat', 'latin1').split('\n')[0] ?? '')
    .trim()
    .split(/\s+/)
    .slice(1, 9)
    .map(Number);

onLinux('tells the CPU time of a busy loop as the kernel does', async () => {
  const { clock, sdk } = start(SYSTEM_ROOTS, sensing('process'));
  const told = async (): Promise<number> => {
    clock.advance(1);
    const points = await sdk.points();
    return ['user', 'system'].reduce(
      (sum, mode) => sum + (points[`process.cpu.time{cpu.mode=${mode}}`] ?? Number.NaN),
      0,
    );
  };
  const [before, ticks] = [await told(), ticksOfProcess()];
  spin(1);
  const grown = (await told()) - before;
  const truth = (ticksOfProcess() - ticks) / 100;
  expect(grown).toBeGreaterThanOrEqual(1);
  expect(Math.abs(grown - truth)).toBeLessThan(0.05 * truth);
});

onLinux('tells how busy the CPUs are as /proc/stat does', () => {
  const { clock, instrumentation } = start(SYSTEM_ROOTS, sensing('cpu'));
  /** A sample, and what the kernel said when it was taken; tried again where that was not one and the same. */
  const sample = (): number[] => {
    for (;;) {
      const before = ticksOfMachine();
      clock.advance(1);
      if (String(ticksOfMachine()) === String(before)) return before;
    }
  };
  for (;;) {
    const from = sample();
    spin(0.2);
    const before = ticksOfMachine();
    clock.advance(1);
    const to = ticksOfMachine();
    if (String(to) !== String(before)) continue;
    const passed = to.map((ticks, mode) => ticks - (from[mode] ?? 0));
    const all = passed.reduce((sum, ticks) => sum + ticks);
    const [, , , idle = 0, iowait = 0] = passed;
    const { cpuUtilization } = instrumentation.read().host ?? {};
    expect(Math.abs((cpuUtilization ?? Number.NaN) - (1 - (idle + iowait) / all))).toBeLessThan(
      0.02,
    );
    return;
  }
});

test('tells 100 MB of a buffer among array buffers, and not in the heap', () => {
  const { clock, instrumentation } = start(SYSTEM_ROOTS, sensing('heap'));
  const before = instrumentation.read().heap;
  const buffer = Buffer.alloc(100e6);
  clock.advance(1);
  const { arrayBufferBytes = 0, usedBytes = 0 } = instrumentation.read().heap ?? {};
  expect(arrayBufferBytes - (before?.arrayBufferBytes ?? 0)).toBeGreaterThan(0.95 * buffer.length);
  expect(usedBytes - (before?.usedBytes ?? 0)).toBeLessThan(0.1 * buffer.length);
});

import { spawn, spawnSync } from 'node:child_process';
import { soon } from '@plimsoll/kernel/test/soon';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Points } from '../sdk.ts';
import { type Cgroups, controllerVersion, type Level, makeCgroups } from './cgroups.ts';
import { type Child, startChild } from './child.ts';
import { describeWhere, testWhere } from './possible.ts';

const MEGABYTE = 1e6;
/** What a process uses between two readings of its memory, the kernel's own count of pages by batches included. */
const SLACK = 16 * MEGABYTE;
/** What adding up fractions of a second leaves. */
const ROUNDING = 1e-9;
const CORES = 0.5;
/** Less than a busy machine leaves to anybody. */
const FEW_CORES = 0.05;
const BYTES = 400 * 1024 ** 2;
const TASKS = 100;
/** After so long everything has been read anew. */
const ALL_SECONDS = 5;

const possible = describeWhere('cgroups of the own', () => {
  const cgroups = makeCgroups();
  void cgroups[Symbol.asyncDispose]();
});
const VERSION = controllerVersion();
const testV2 = testWhere(VERSION === 2, 'events of memory.high');

const event = (type: string): string =>
  `plimsoll.container.memory.events{plimsoll.container.memory.event.type=${type}}`;
const periods = (throttled: boolean): string =>
  `plimsoll.container.cpu.periods{plimsoll.container.cpu.period.throttled=${throttled}}`;
const cpu = (mode: string): string => `container.cpu.time{cpu.mode=${mode}}`;
const stall = (resource: string, type: string): string =>
  `plimsoll.container.pressure.stall.time{plimsoll.pressure.resource=${resource},plimsoll.pressure.stall.type=${type}}`;

const number = (text: string, key: string): number =>
  Number(new RegExp(`^${key}[ =]?(\\d+)`, 'm').exec(text)?.[1]);

/** What the kernel itself tells of the level with the limits, in the units of the metrics. */
function truth(cgroups: Cgroups, level: Level): Points {
  const v2 = VERSION === 2;
  const stat = cgroups.read(level, 'cpu', 'cpu.stat');
  const account = v2 ? stat : cgroups.read(level, 'cpuacct', 'cpuacct.stat');
  const pressure = cgroups.read('leaf', 'pressure', 'cpu.pressure');
  return {
    [cpu('user')]: v2 ? number(account, 'user_usec') / 1e6 : number(account, 'user') / 100,
    [cpu('system')]: v2 ? number(account, 'system_usec') / 1e6 : number(account, 'system') / 100,
    [periods(true)]: number(stat, 'nr_throttled'),
    [periods(false)]: number(stat, 'nr_periods') - number(stat, 'nr_throttled'),
    'plimsoll.container.cpu.throttled.time': v2
      ? number(stat, 'throttled_usec') / 1e6
      : number(stat, 'throttled_time') / 1e9,
    [stall('cpu', 'some')]: number(pressure, 'some.*total') / 1e6,
    [stall('cpu', 'full')]: number(pressure, 'full.*total') / 1e6,
    [event('max')]: v2
      ? number(cgroups.read(level, 'memory', 'memory.events'), 'max')
      : number(cgroups.read(level, 'memory', 'memory.failcnt'), ''),
    'plimsoll.container.thread.count': number(cgroups.read(level, 'pids', 'pids.current'), ''),
  };
}

function memoryOf(cgroups: Cgroups, level: Level): { usage: number; inactive: number } {
  const v2 = VERSION === 2;
  const usage = cgroups.read(level, 'memory', v2 ? 'memory.current' : 'memory.usage_in_bytes');
  const stat = cgroups.read(level, 'memory', 'memory.stat');
  return {
    usage: Number(usage),
    inactive: number(stat, v2 ? 'inactive_file' : 'total_inactive_file'),
  };
}

/** Takes memory without an end in the leaf, as the first that the kernel kills. */
function takeAllMemory({ inside: [command = '', ...args] }: Cgroups): string | null {
  const greedy = 'echo 1000 > /proc/self/oom_score_adj; exec tail /dev/zero';
  return spawnSync(command, [...args, 'sh', '-c', greedy]).signal;
}

possible('in cgroups of this kernel', () => {
  describe.each<Level>(['leaf', 'parent'])('with limits on the %s alone', (level) => {
    let cgroups: Cgroups;
    let child: Child;

    beforeAll(async () => {
      cgroups = makeCgroups();
      cgroups.limit(level, { cores: CORES, bytes: BYTES, tasks: TASKS });
      child = await startChild('limited.ts', ...cgroups.inside);
    });
    afterAll(async () => {
      await child?.[Symbol.asyncDispose]();
      await cgroups?.[Symbol.asyncDispose]();
    });
    const points = async (): Promise<Points> => (await child.tell(ALL_SECONDS)).points;

    test('tells the limits', async () => {
      const { points: told, readings } = await child.tell(1);
      expect(told).toMatchObject({
        'plimsoll.container.cpu.limit': CORES,
        'plimsoll.container.memory.limit': BYTES,
        'plimsoll.container.thread.limit': TASKS,
      });
      expect(readings.container).toMatchObject({ cpuLimitCores: CORES, memoryLimitBytes: BYTES });
    });

    test('tells what the quota costs, as the kernel counts it', async () => {
      cgroups.limit(level, { cores: FEW_CORES });
      await child.let('spin', 0.1);
      const before = truth(cgroups, level);
      const { readings } = await child.tell(1);
      const told = await points();
      const after = truth(cgroups, level);
      expect(told[periods(true)]).toBeGreaterThan(0);
      expect(told['plimsoll.container.cpu.throttled.time']).toBeGreaterThan(0);
      expect(told[stall('cpu', 'some')]).toBeGreaterThan(0);
      for (const name of Object.keys(before)) {
        expect(told[name], name).toBeGreaterThanOrEqual((before[name] ?? Number.NaN) - ROUNDING);
        expect(told[name], name).toBeLessThanOrEqual((after[name] ?? Number.NaN) + ROUNDING);
      }
      expect(readings.container?.throttledRatio).toBeGreaterThan(0);
      expect(readings.container?.throttledRatio).toBeLessThanOrEqual(1);
      expect(told['plimsoll.container.cpu.limit']).toBeCloseTo(FEW_CORES);
      cgroups.limit(level, { cores: CORES });
    });

    test('tells memory that is held, and leaves pages of files out of the working set', async () => {
      const before = await points();
      await child.let('hold', 60);
      await child.let('write', 40);
      const { usage, inactive } = memoryOf(cgroups, level);
      const told = await points();
      const grown = (name: string): number => (told[name] ?? 0) - (before[name] ?? 0);
      const near = (bytes: number | undefined, expected: number): void =>
        expect(Math.abs((bytes ?? 0) - expected)).toBeLessThan(SLACK);
      near(told['container.memory.usage'], usage);
      near(told['container.memory.working_set'], usage - inactive);
      near(told['container.memory.available'], BYTES - (usage - inactive));
      near(grown('container.memory.usage'), 100 * MEGABYTE);
      near(grown('container.memory.working_set'), 60 * MEGABYTE);
      near(grown('container.memory.rss'), 60 * MEGABYTE);
    });

    test('counts a process beside it that the kernel kills for the limit', async () => {
      const before = await points();
      expect(takeAllMemory(cgroups)).toBe('SIGKILL');
      const told = await points();
      expect(told[event('oom_kill')]).toBe((before[event('oom_kill')] ?? 0) + 1);
      expect(told[event('max')]).toBeGreaterThan(before[event('max')] ?? 0);
    });

    test('counts the tasks of all processes', async () => {
      const before = await points();
      const [command = '', ...args] = cgroups.inside;
      const tasks = 'plimsoll.container.thread.count';
      const others = [1, 2, 3].map(() => spawn(command, [...args, 'sleep', '600']));
      await soon(async () =>
        expect((await points())[tasks]).toBe((before[tasks] ?? 0) + others.length),
      );
      for (const each of others) each.kill();
    });

    testV2('counts how often the kernel slowed it down for memory.high', async () => {
      const before = await points();
      const { usage } = memoryOf(cgroups, level);
      cgroups.limit(level, { highBytes: usage });
      await child.let('hold', 30);
      const told = await points();
      expect(told[event('high')]).toBeGreaterThan(before[event('high')] ?? 0);
      const kernels = cgroups.read(level, 'memory', 'memory.events');
      expect(told[event('high')]).toBeLessThanOrEqual(number(kernels, 'high'));
    });
  });

  test('finds the limits that an ancestor is given later, and counts on', async () => {
    await using cgroups = makeCgroups();
    cgroups.limit('leaf', { bytes: BYTES });
    await using child = await startChild('limited.ts', ...cgroups.inside);
    await child.let('spin', 0.3);
    const { points: before } = await child.tell(1);
    expect(before).not.toHaveProperty(['plimsoll.container.cpu.limit']);
    cgroups.limit('parent', { cores: FEW_CORES, bytes: BYTES / 2 });
    const { points: told } = await child.tell(60);
    expect(told).toMatchObject({
      'plimsoll.container.cpu.limit': FEW_CORES,
      'plimsoll.container.memory.limit': BYTES / 2,
    });
    await child.let('spin', 0.1);
    const { points: after } = await child.tell(1);
    const growth = (name: string): number => (after[name] ?? 0) - (before[name] ?? 0);
    expect(growth(cpu('user')) + growth(cpu('system'))).toBeGreaterThan(0.05);
    expect(growth(periods(true))).toBeGreaterThan(0);
    const kernels = cgroups.read('parent', 'cpu', 'cpu.stat');
    expect(growth(periods(true))).toBeLessThanOrEqual(number(kernels, 'nr_throttled'));
  });
});

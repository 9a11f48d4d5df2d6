import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { SYSTEM_ROOTS } from '../../src/read/roots.ts';
import { sensing, start } from '../start.ts';
import { livingTree, tree } from '../trees.ts';

const cpu = (role: string): string =>
  `plimsoll.process.thread.cpu.time{plimsoll.process.thread.role=${role}}`;
const wait = (main: boolean): string =>
  `plimsoll.process.run_queue.time{plimsoll.process.thread.main=${main}}`;

test('threads: reports CPU by role, and the wait of the main thread and of all others', async () => {
  const { sdk } = start(tree('threads-named'), sensing('process'));
  const points = await sdk.points();
  expect(points).toMatchObject({
    [cpu('main')]: 4,
    [cpu('v8')]: expect.closeTo(0.71),
    [cpu('libuv')]: expect.closeTo(1),
    [cpu('worker')]: 2,
    [wait(true)]: 0.5,
    [wait(false)]: expect.closeTo(0.52),
  });
  expect(points[cpu('other')]).toBeGreaterThanOrEqual(1.6);
});

test('threads: reads what each role used and waited for between two looks', () => {
  const roots = livingTree('host', 'threads-named');
  const { clock, instrumentation } = start(roots, sensing('process'));
  clock.advance(3);
  expect(instrumentation.read().threads).toBeUndefined();
  clock.advance(1);
  roots.write('proc/self/task/100/schedstat', '6000000000 3000000000 9\n');
  clock.advance(5);
  expect(instrumentation.read().threads).toMatchObject({
    main: { cpuCores: 0.4, waitCores: 0.5 },
    libuv: { cpuCores: 0, waitCores: 0 },
  });
});

test('threads: tells no wait where the kernel keeps no account of it', async () => {
  const { clock, sdk, instrumentation } = start(
    tree('threads-without-schedstat'),
    sensing('process'),
  );
  clock.advance(5);
  const points = await sdk.points();
  expect(points).toMatchObject({ [cpu('main')]: 4, [cpu('libuv')]: 0.7 });
  expect(Object.keys(points).join()).not.toContain('run_queue');
  expect(instrumentation.read().threads?.main).toEqual({ cpuCores: 0 });
});

test('threads: leaves no listener', () => {
  const before = process.listenerCount('worker');
  const { instrumentation } = start(tree('host'), sensing('process'));
  expect(process.listenerCount('worker')).toBe(before + 1);
  instrumentation.disable();
  expect(process.listenerCount('worker')).toBe(before);
});

/** CPU seconds of the threads of this process by name, as `ps` has them. */
function psThreads(): Map<string, number> {
  const options = ['-L', '-o', 'cputimes=,comm=', '-p', String(process.pid)];
  const seconds = new Map<string, number>();
  for (const line of execFileSync('ps', options, { encoding: 'utf8' }).trim().split('\n')) {
    const [used = '', ...name] = line.trim().split(/\s+/);
    seconds.set(name.join(' '), (seconds.get(name.join(' ')) ?? 0) + Number(used));
  }
  return seconds;
}

test.runIf(process.platform === 'linux')(
  'threads: on this machine, agree with ps and add up to the process',
  async () => {
    const { clock, sdk } = start(SYSTEM_ROOTS, sensing('process'));
    const named = Number.parseInt(process.versions.node, 10) >= 24;
    const code =
      "const { parentPort } = require('node:worker_threads'); let n = 0; for (let i = 0; i < 1e8; i++) n += i; parentPort.postMessage(n); parentPort.on('message', () => {});";
    const worker = new Worker(code, { eval: true, name: 'a name of many words' });
    await Promise.all([once(worker, 'message'), stat('/')]);
    clock.advance(5);
    const points = await sdk.points();
    const schedstat = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1');
    const [run = 0, waited = 0] = schedstat.split(' ').map((nanos) => Number(nanos) / 1e9);
    expect(points[cpu('main')]).toBeGreaterThan(0.9 * run - 0.5);
    expect(points[cpu('main')]).toBeLessThanOrEqual(run);
    expect(points[wait(true)]).toBeLessThanOrEqual(waited);
    if (named) {
      const seconds = psThreads();
      expect(points[cpu('worker')]).toBeGreaterThan(0.1);
      expect(points[cpu('worker')]).toBeLessThan((seconds.get('a name of many') ?? 0) + 2);
      expect(points[cpu('libuv')]).toBeLessThan((seconds.get('libuv-worker') ?? 0) + 2);
    }
    const { user, system } = process.cpuUsage();
    const all = ['main', 'libuv', 'v8', 'worker', 'other'].map((role) => points[cpu(role)] ?? 0);
    const total = all.reduce((sum, each) => sum + each);
    expect(total).toBeLessThanOrEqual((user + system) / 1e6);
    expect(total).toBeGreaterThan(0.8 * ((user + system) / 1e6) - 0.5);
    await worker.terminate();
  },
);

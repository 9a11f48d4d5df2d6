import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Roots } from '../../src/read/roots.ts';
import { openThreads, type Threads, threadName } from '../../src/read/threads/index.ts';
import { parseSchedstat, parseTaskStat } from '../../src/read/threads/times.ts';
import { type LivingTree, linkOf, livingTree, tree } from '../trees.ts';

const MILLIS = 1e6;

function open(roots: Roots, ...workers: string[]): Threads {
  const threads = openThreads(roots, new Set(workers.map(threadName)));
  onTestFinished(() => threads[Symbol.dispose]());
  return threads;
}

/** CPU by role, of a process that has used `total` seconds. */
function cpu(threads: Threads, total = 0): Record<string, number> {
  const used = [...(threads.read(() => total) ?? [])];
  return Object.fromEntries(used.map(([role, times]) => [role, Math.round(times.cpu * 1e3) / 1e3]));
}

/** What a thread has run and waited, in milliseconds. */
function write(roots: LivingTree, id: number, name: string, run: number, wait = 0): void {
  const directory = `proc/self/task/${id}`;
  roots.write(`${directory}/comm`, `${name}\n`);
  roots.write(`${directory}/schedstat`, `${run * MILLIS} ${wait * MILLIS} 1\n`);
}

/** How many files below `directory` this process has open. */
function descriptorsIn(directory: string): number {
  return readdirSync('/proc/self/fd').filter((each) => linkOf(each)?.startsWith(directory)).length;
}

function end(roots: LivingTree, id: number): void {
  roots.vanish(`proc/self/task/${id}/schedstat`);
  roots.remove(`proc/self/task/${id}`);
}

test('tells threads apart by the names that Node.js 24 gives them', () => {
  expect([...(open(tree('threads-named'), 'thumbnails').read(() => 0) ?? [])]).toEqual([
    ['main', { cpu: 4, wait: 0.5 }],
    ['v8', { cpu: expect.closeTo(0.71), wait: expect.closeTo(0.06) }],
    ['libuv', { cpu: expect.closeTo(1), wait: expect.closeTo(0.1) }],
    ['worker', { cpu: 3, wait: expect.closeTo(0.3) }],
    ['other', { cpu: 0.6, wait: 0.06 }],
  ]);
});

test('takes a worker of an unknown name for a thread of an add-on, not the other way round', () => {
  expect(cpu(open(tree('threads-named')))).toMatchObject({ worker: 2, other: 1.6 });
});

test('tells the main thread alone where Node.js names none', () => {
  expect(cpu(open(tree('threads-unnamed')))).toEqual({ main: 4, other: 1.2 });
});

test('reads the CPU from elsewhere where the kernel keeps no account of run queues', () => {
  const used = open(tree('threads-without-schedstat')).read(() => 0);
  expect(used?.get('libuv')).toEqual({ cpu: 0.7 });
  expect(used?.get('other')).toEqual({ cpu: 0.6 });
});

test('has nothing where the kernel tells of no threads', () => {
  expect(open(tree('nowhere')).read(() => 1)).toBeUndefined();
});

test('keeps what a thread has used that has ended', () => {
  const roots = livingTree('threads-named');
  const threads = open(roots);
  cpu(threads);
  end(roots, 107);
  write(roots, 108, 'libuv-worker', 250);
  expect(cpu(threads)).toMatchObject({ libuv: 1.05 });
  expect(cpu(threads)).toMatchObject({ libuv: 1.05 });
});

test('counts a thread anew that comes under the number of one that has ended', () => {
  const roots = livingTree('threads-named');
  const threads = open(roots);
  cpu(threads);
  cpu(threads);
  write(roots, 107, 'V8Worker', 50);
  expect(cpu(threads)).toMatchObject({ libuv: 1, v8: 0.76 });
});

test('takes the name that a thread gives itself after it began', () => {
  const roots = livingTree('threads-named');
  const threads = open(roots);
  write(roots, 120, 'MainThread', 0);
  cpu(threads);
  write(roots, 120, 'libuv-worker', 5);
  expect(cpu(threads)).toMatchObject({ libuv: 1.005, other: 1.6 });
});

test('gives to `other` what no thread that was read has used', () => {
  const threads = open(tree('threads-named'), 'thumbnails');
  expect(cpu(threads, 12)).toMatchObject({ other: 3.29 });
  expect(cpu(threads, 11)).toMatchObject({ other: 3.29 });
});

test('tells of no `other` for what passes between two readings', () => {
  const roots = livingTree('threads-named');
  for (const id of [112, 113]) roots.remove(`proc/self/task/${id}`);
  expect(cpu(open(roots), 7.72)).not.toHaveProperty('other');
});

test('reads no more than 64 of many threads, and misses none of their CPU', () => {
  const roots = livingTree('threads-unnamed');
  for (const id of [101, 102, 107]) roots.remove(`proc/self/task/${id}`);
  for (let id = 1000; id < 1100; id++) write(roots, id, 'libuv-worker', 100);
  const threads = open(roots);
  const used = cpu(threads, 14.31);
  expect(Object.values(used).reduce((sum, each) => sum + each)).toBeCloseTo(14.31);
  expect(descriptorsIn(`${roots.proc}/self/task/`)).toBe(64);
});

test('no role falls, whatever threads come, go and say', () => {
  const step = fc.record({
    id: fc.integer({ min: 100, max: 105 }),
    name: fc.constantFrom('libuv-worker', 'V8Worker', 'node', ''),
    run: fc.nat(1000),
    gone: fc.boolean(),
    total: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const roots = livingTree('threads-unnamed');
      const threads = openThreads(roots, new Set());
      let before = cpu(threads);
      for (const { id, name, run, gone, total } of steps) {
        write(roots, id, name, run);
        if (gone) roots.remove(`proc/self/task/${id}`);
        const now = cpu(threads, total);
        for (const [role, used] of Object.entries(before))
          expect(now[role]).toBeGreaterThanOrEqual(used);
        before = now;
      }
      threads[Symbol.dispose]();
    }),
    { numRuns: 20 },
  );
});

test('takes no account that is cut off, or that is none', () => {
  expect(parseSchedstat('1000000000 2 3\n')).toEqual({ cpu: 1, wait: 2e-9 });
  expect(parseSchedstat('1000000000 2 3')).toBeUndefined();
  expect(parseSchedstat('0 0 0\n')).toBeUndefined();
  expect(parseTaskStat('7 (a) b (c) S 1 2 3 0 -1 6 7 8 9 10 150 50 0\n')).toEqual({ cpu: 2 });
  expect(parseTaskStat('7 (a) S 1 2 3 0 -1 6 7 8 9 10 150\n')).toBeUndefined();
});

import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createFaults, fakeClock, LateMeter } from '@plimsoll/kernel';
import { expect, onTestFinished, test } from 'vitest';
import { SYSTEM_ROOTS } from '../../src/read/roots.ts';
import { threadPool } from '../../src/sensors/thread-pool.ts';
import { sensing, start } from '../start.ts';
import { descriptorsOf, livingTree, tree } from '../trees.ts';

const LIMIT = 'plimsoll.nodejs.thread_pool.thread.limit';
const DELAY = 'plimsoll.nodejs.thread_pool.delay';
const named = Number.parseInt(process.versions.uv.split('.')[1] ?? '', 10) >= 50;

/** The sensor with an environment and a libuv of its own; how often the pool was asked, and what is read. */
function fixture(
  roots = tree('nowhere'),
  environment: Record<string, string> = {},
  libuv = '1.52.1',
) {
  const clock = fakeClock();
  const readings: Record<string, unknown> = {};
  const samples: ((now: number) => void)[] = [];
  let asked = 0;
  const sampler = {
    add(_name: string, take: (now: number) => void) {
      samples.push(take);
      take(clock.now());
      return { [Symbol.dispose]: () => {} };
    },
  };
  const openClock = () => ({
    now: () => 1,
    ask: (told: (seconds: number) => void) => {
      asked++;
      told(1);
    },
    [Symbol.dispose]: () => {},
  });
  const faults = createFaults('test');
  const context = { meter: new LateMeter(faults), faults, clock, sampler };
  const handle = threadPool(context as never, { roots, readings } as never, {
    environment,
    libuv,
    openClock,
  });
  onTestFinished(() => handle[Symbol.dispose]());
  return {
    readings,
    asked: () => asked,
    tick(seconds: number): void {
      clock.advance(seconds);
      for (const take of samples) take(clock.now());
    },
  };
}

test('thread pool: tells the size that the environment plans, and asks no pool that has not started', () => {
  const { readings, asked, tick } = fixture(tree('threads-unnamed'), { UV_THREADPOOL_SIZE: '9' });
  tick(10);
  expect(readings).toEqual({ threadPool: { size: 9 } });
  expect(asked()).toBe(0);
});

test('thread pool: tells the size that the pool has, whatever the environment says since', () => {
  const { readings, asked, tick } = fixture(tree('threads-named'), { UV_THREADPOOL_SIZE: '9' });
  tick(5);
  expect(readings).toEqual({ threadPool: { size: 4, delaySeconds: 0 } });
  expect(asked()).toBe(2);
  tick(1);
  expect(asked()).toBe(2);
});

test('thread pool: asks where threads bear no names', () => {
  const { readings, tick } = fixture(tree('threads-unnamed'), {}, '1.46.0');
  tick(1);
  expect(readings).toEqual({ threadPool: { size: 4, delaySeconds: 0 } });
});

test('thread pool: tells no delay where io_uring takes the reads', () => {
  const { readings, asked, tick } = fixture(tree('threads-named'), { UV_USE_IO_URING: '1' });
  tick(1);
  expect(readings).toEqual({ threadPool: { size: 4 } });
  expect(asked()).toBe(0);
});

test('thread pool: tells its size where the system tells nothing', async () => {
  const { sdk } = start(tree('nowhere'), sensing('thread_pool'));
  const points = await sdk.points();
  expect(points[LIMIT]).toBeGreaterThan(0);
  expect(points).not.toHaveProperty([DELAY]);
});

test.runIf(process.platform === 'linux')(
  'thread pool: names a pool whose threads are all taken, and tells when one is free again',
  async () => {
    await stat('/');
    const { clock, sdk, instrumentation } = start(SYSTEM_ROOTS, sensing('thread_pool'));
    const size = instrumentation.read().threadPool?.size ?? 0;
    if (named) expect(size).toBe(Number(process.env.UV_THREADPOOL_SIZE ?? 4));
    const directory = livingTree('psi-absent').proc;
    const pipes = Array.from({ length: size }, (_, at) => join(directory, `pipe-${at}`));
    execFileSync('mkfifo', pipes);
    // To open a pipe for reading takes a thread until somebody opens it for writing.
    const taken = pipes.map((pipe) => open(pipe, 'r'));
    clock.advance(5);
    clock.advance(1);
    clock.advance(3);
    await setImmediate();
    clock.advance(1);
    expect(instrumentation.read().threadPool?.delaySeconds).toBeGreaterThanOrEqual(3);
    expect((await sdk.points())[DELAY]).toBeGreaterThanOrEqual(3);
    const writers = pipes.map((pipe) => openSync(pipe, 'r+'));
    for (const handle of await Promise.all(taken)) await handle.close();
    for (const writer of writers) closeSync(writer);
    await stat('/');
    await setImmediate();
    clock.advance(5);
    await stat('/');
    await setImmediate();
    clock.advance(1);
    expect(instrumentation.read().threadPool?.delaySeconds).toBeLessThan(3);
  },
);

test.runIf(process.platform === 'linux')('thread pool: keeps no descriptor', async () => {
  const { instrumentation } = start(SYSTEM_ROOTS, sensing('thread_pool'));
  expect(descriptorsOf('/proc/uptime')).toHaveLength(1);
  instrumentation.disable();
  // A thread may be reading it still: it is closed with the answer, at the latest.
  while (process.getActiveResourcesInfo().includes('FSReqCallback')) await setImmediate();
  expect(descriptorsOf('/proc/uptime')).toEqual([]);
});

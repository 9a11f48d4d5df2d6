import { expect, test } from 'vitest';
import { SYSTEM_ROOTS } from '../../src/read/roots.ts';
import { countPoolThreads, namesPool, plannedPoolSize } from '../../src/read/threads/pool.ts';
import {
  createPoolDelay,
  type PoolClock,
  type PoolDelay,
  parseUptime,
} from '../../src/read/threads/pool-delay.ts';
import { tree } from '../trees.ts';

/** A pool whose thread comes to the request when told, and whose answer is handed out then. */
function pool() {
  let [uptime, time] = [1000, 0];
  const waiting: ((seconds: number | undefined) => void)[] = [];
  const clock: PoolClock = {
    now: () => uptime,
    ask: (told) => void waiting.push(told),
    [Symbol.dispose]: () => {},
  };
  const delay: PoolDelay = createPoolDelay(clock, () => time);
  return {
    waiting,
    pass(seconds: number): void {
      uptime += seconds;
      time += seconds;
    },
    ask: () => delay.ask(time),
    read: () => delay.read(time),
    answer: (seconds: number | undefined = uptime) => waiting.shift()?.(seconds),
  };
}

test('tells nothing before the first answer', () => {
  const { ask, read } = pool();
  expect(read()).toBeUndefined();
  ask();
  expect(read()).toBeUndefined();
});

test('tells how long a request waited, and not how long the event loop let its answer wait', () => {
  const { ask, pass, answer, read } = pool();
  ask();
  pass(3);
  answer(1000.25);
  expect(read()).toBe(0.25);
});

test('takes no step of the clock of the machine for a wait', () => {
  const { ask, pass, answer, read } = pool();
  ask();
  pass(0.0002);
  answer(1000.01);
  expect(read()).toBe(0.0002);
});

test('tells how long a request has waited at least, while none takes it', () => {
  const { ask, pass, read, waiting } = pool();
  ask();
  for (const expected of [undefined, 1, 2]) {
    pass(1);
    expect(read()).toBe(expected);
  }
  ask();
  expect(waiting).toHaveLength(1);
});

test('takes a request that was answered in the turn of a late sample for no waiting one', () => {
  const { ask, pass, read, answer } = pool();
  ask();
  pass(10);
  expect(read()).toBeUndefined();
  answer(1000);
  pass(1);
  expect(read()).toBe(0);
});

test('asks again after a request that failed', () => {
  const { ask, read, waiting, answer } = pool();
  ask();
  waiting.shift()?.(undefined);
  expect(read()).toBeUndefined();
  ask();
  answer();
  expect(read()).toBe(0);
});

test.each([
  [undefined, 4],
  ['8', 8],
  ['0', 1],
  ['many', 1],
  ['', 1],
  ['-1', 1024],
  ['4000', 1024],
])('plans the pool with %o as libuv does', (value, size) => {
  expect(plannedPoolSize(value)).toBe(size);
});

test('knows which versions of libuv name the threads of the pool', () => {
  expect(['1.46.0', '1.49.2', '1.50.0', '1.52.1', '2.0.0', ''].map(namesPool)).toEqual([
    false,
    false,
    true,
    true,
    true,
    false,
  ]);
});

test('counts the threads of the pool by their names', () => {
  expect(countPoolThreads(tree('threads-named'))).toBe(4);
  expect(countPoolThreads(tree('threads-unnamed'))).toBe(0);
  expect(countPoolThreads(tree('nowhere'))).toBe(0);
  expect(countPoolThreads(SYSTEM_ROOTS)).toBeLessThanOrEqual(1024);
});

test('reads how long the machine has been up', () => {
  expect(parseUptime('350735.47 234388.90\n')).toBe(350735.47);
  expect(parseUptime('350735.4')).toBeUndefined();
  expect(parseUptime('-1.00 2.00\n')).toBeUndefined();
});

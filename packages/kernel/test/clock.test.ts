import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { fakeClock, systemClock } from '../src/index.ts';

afterEach(() => vi.useRealTimers());

test('runs what falls due in its order and at its time', () => {
  const clock = fakeClock();
  const seen: [string, number][] = [];
  clock.every(2, () => seen.push(['two', clock.now()]));
  clock.every(3, () => seen.push(['three', clock.now()]));
  clock.advance(6);
  expect(seen).toEqual([
    ['two', 2],
    ['three', 3],
    ['two', 4],
    ['two', 6],
    ['three', 6],
  ]);
  expect(clock.now()).toBe(6);
});

test('stands still until it is advanced, in both of its times', () => {
  const clock = fakeClock();
  expect([clock.now(), clock.epochMillis()]).toEqual([0, Date.UTC(2026, 0, 1)]);
  clock.advance(1.5);
  expect([clock.now(), clock.epochMillis()]).toEqual([1.5, Date.UTC(2026, 0, 1) + 1500]);
});

test('runs nothing that was disposed, even by an action that runs before it', () => {
  const clock = fakeClock();
  let ran = 0;
  const last: { timer?: Disposable } = {};
  clock.every(1, () => last.timer?.[Symbol.dispose]());
  last.timer = clock.every(1, () => void ran++);
  clock.advance(3);
  expect(ran).toBe(0);
});

test('ticks as often as whole periods fit, however time is cut', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 20 }),
      (period, steps) => {
        const clock = fakeClock();
        let ticks = 0;
        clock.every(period, () => void ticks++);
        for (const step of steps) clock.advance(step);
        expect(ticks).toBe(Math.floor(steps.reduce((sum, step) => sum + step, 0) / period));
      },
    ),
  );
});

test('runs once what is to run after a time, unless it was disposed', () => {
  const clock = fakeClock();
  const seen: number[] = [];
  clock.after(2, () => seen.push(clock.now()));
  clock.after(3, () => seen.push(-1))[Symbol.dispose]();
  clock.advance(9);
  expect(seen).toEqual([2]);
  expect(clock.timers).toBe(0);
});

test('the clock of the process runs once, and keeps the process alive where it is told to', () => {
  vi.useFakeTimers();
  let ran = 0;
  systemClock.after(2, () => void ran++);
  systemClock.after(2, () => void ran++)[Symbol.dispose]();
  vi.advanceTimersByTime(5000);
  expect(ran).toBe(1);
  vi.useRealTimers();
  const timers = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const idle = systemClock.after(60, () => {});
  expect(timers()).toBe(before);
  const alive = systemClock.after(60, () => {}, { keepAlive: true });
  expect(timers()).toBe(before + 1);
  for (const timer of [idle, alive]) timer[Symbol.dispose]();
  expect(timers()).toBe(before);
});

test('the clock of the process stops its timers', () => {
  vi.useFakeTimers();
  const timer = systemClock.every(5, () => {});
  expect(vi.getTimerCount()).toBe(1);
  timer[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
});

test('the clock of the process ticks and keeps no process alive', async () => {
  // Timers that keep the process alive; one of our own waits for the tick.
  const timers = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const ticked = new Promise<void>((resolve, reject) => {
    const alive = setTimeout(() => reject(new Error('no tick')), 5000);
    const timer = systemClock.every(0.001, () => {
      clearTimeout(alive);
      timer[Symbol.dispose]();
      resolve();
    });
  });
  expect(timers()).toBe(before + 1);
  await ticked;
});

test('the clock of the process goes on in both of its times', () => {
  const [now, epoch] = [systemClock.now(), systemClock.epochMillis()];
  expect(systemClock.now()).toBeGreaterThanOrEqual(now);
  expect(Math.abs(epoch - Date.now())).toBeLessThan(60_000);
});

import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Loop, watchTurns } from '../../src/sensors/loop-turns.ts';

/** A loop whose turns are made by hand. */
function fixture() {
  let [now, idle, turns] = [0, 0, 0];
  const atTurn = new Set<() => void>();
  const timers = new Set<{ due: number; millis: number; action: () => void }>();
  const loop: Loop = {
    now: () => now,
    idle: () => idle,
    turns: () => turns,
    atNextTurn(action) {
      atTurn.add(action);
      return { [Symbol.dispose]: () => void atTurn.delete(action) };
    },
    every(millis, action) {
      const timer = { due: now + millis, millis, action };
      timers.add(timer);
      return { [Symbol.dispose]: () => void timers.delete(timer) };
    },
  };
  /** One turn that waits and then works, for so many milliseconds. */
  const make = (waits: number, works: number): void => {
    now += waits + works;
    idle += waits;
    turns++;
    for (const timer of [...timers]) {
      if (timer.due > now) continue;
      timer.due = now + timer.millis;
      timer.action();
    }
    for (const action of [...atTurn]) {
      atTurn.delete(action);
      action();
    }
  };
  const told: number[] = [];
  const watch = watchTurns((millis) => told.push(millis), loop);
  return { make, told, watch, waiting: () => ({ turns: atTurn.size, timers: timers.size }) };
}

test('tells how long each turn works, not how long it waits', () => {
  const { make, told } = fixture();
  make(1000, 2);
  make(0, 350);
  make(5000, 0.5);
  expect(told).toEqual([2, 350, 0.5]);
});

test('sets no timer while the loop turns seldom', () => {
  const { make, waiting } = fixture();
  for (let at = 0; at < 1000; at++) make(10, 1);
  expect(waiting()).toEqual({ turns: 1, timers: 0 });
});

test('leaves the turns to a timer once there are many in a second', () => {
  const { make, told, waiting } = fixture();
  for (let at = 0; at < 1000; at++) make(0, 1);
  expect(waiting()).toEqual({ turns: 0, timers: 1 });
  expect(told.length).toBeLessThan(300);
});

test('finds a stall by the timer too', () => {
  const { make, told } = fixture();
  for (let at = 0; at < 500; at++) make(0, 1);
  make(0, 400);
  expect(Math.max(...told)).toBeGreaterThan(350);
  expect(Math.max(...told)).toBeLessThanOrEqual(400);
});

test('goes back to the turns when the loop is quiet again', () => {
  const { make, told, waiting } = fixture();
  for (let at = 0; at < 1000; at++) make(0, 1);
  for (let at = 0; at < 200; at++) make(20, 0);
  expect(waiting()).toEqual({ turns: 1, timers: 0 });
  make(3000, 7);
  expect(told.at(-1)).toBe(7);
});

test('waits for nothing after its end', () => {
  const quiet = fixture();
  quiet.watch[Symbol.dispose]();
  expect(quiet.waiting()).toEqual({ turns: 0, timers: 0 });
  const busy = fixture();
  for (let at = 0; at < 1000; at++) busy.make(0, 1);
  busy.watch[Symbol.dispose]();
  expect(busy.waiting()).toEqual({ turns: 0, timers: 0 });
});

test('sees a turn of the real loop that is kept', async () => {
  const told: number[] = [];
  using _watch = watchTurns((millis) => told.push(millis));
  await turn();
  const start = performance.now();
  while (performance.now() - start < 30);
  const kept = performance.now() - start;
  await turn();
  await turn();
  expect(Math.max(...told)).toBeGreaterThanOrEqual(Math.floor(kept));
});

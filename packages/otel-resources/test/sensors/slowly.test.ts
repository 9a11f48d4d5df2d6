import { createCleanup } from '@plimsoll/kernel';
import { expect, test } from 'vitest';
import { slowly } from '../../src/sensors/slowly.ts';

/** A question whose answers are given by hand. */
function asked() {
  const cleanup = createCleanup();
  const open: { resolve: (answer: string) => void; reject: (error: Error) => void }[] = [];
  const told: string[] = [];
  let ended: AbortSignal | undefined;
  const tick = slowly(cleanup, {
    seconds: 30,
    deadline: { what: 'the sensor', seconds: 10 },
    ask: (signal) => {
      ended = signal;
      return new Promise<string>((resolve, reject) => void open.push({ resolve, reject }));
    },
    told: (answer) => void told.push(answer),
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  tick(-1);
  return { cleanup, open, told, tick, turn, ended: () => ended?.aborted };
}

test('asks at the second tick, and again when the answer is old', async () => {
  const { open, told, tick, turn } = asked();
  expect(open).toEqual([]);
  tick(100);
  open[0]?.resolve('first');
  await turn();
  tick(129);
  expect([told, open.length]).toEqual([['first'], 1]);
  tick(130);
  expect(open).toHaveLength(2);
});

test('asks nothing else while there is no answer, complains, and goes on when it comes', async () => {
  const { open, told, tick, turn } = asked();
  tick(0);
  tick(10);
  expect(() => tick(11)).not.toThrow();
  expect(() => tick(40)).toThrow('the sensor gives no answer');
  expect(open).toHaveLength(1);
  open[0]?.resolve('late');
  await turn();
  tick(41);
  expect([told, open.length]).toEqual([['late'], 2]);
});

test('throws what the answer was refused with, once, and asks again in its time', async () => {
  const { open, tick, turn } = asked();
  tick(0);
  open[0]?.reject(new Error('gone'));
  await turn();
  expect(() => tick(1)).toThrow('gone');
  tick(2);
  tick(30);
  expect(open).toHaveLength(2);
});

test('takes a late tick of a blocked loop for no fault', async () => {
  const { open, told, tick, turn } = asked();
  tick(0);
  tick(20);
  open[0]?.resolve('late');
  await turn();
  tick(21);
  expect(told).toEqual(['late']);
});

test('tells nothing after its end', async () => {
  const { cleanup, open, told, tick, turn, ended } = asked();
  tick(0);
  expect(ended()).toBe(false);
  cleanup[Symbol.dispose]();
  expect(ended()).toBe(true);
  open[0]?.resolve('late');
  await turn();
  expect(told).toEqual([]);
});

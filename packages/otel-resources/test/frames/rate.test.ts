import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRate, type Rate } from '../../src/frames/rate.ts';

/** A rate after an event at each of these times. */
function after(times: readonly number[]): Rate {
  const rate = createRate();
  for (const now of times) rate.push(now);
  return rate;
}

const steady = (perSecond: number, seconds: number): number[] =>
  Array.from({ length: perSecond * seconds + 1 }, (_, index) => index / perSecond);

test('is unknown before the first second is full', () => {
  expect(after([]).read(9)).toBeUndefined();
  expect(after([0, 0.5]).read(0.9)).toBeUndefined();
});

test('tells a steady pace as it is, at any time of the next second', () => {
  const later = fc.double({ min: 0, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 240 }),
      fc.integer({ min: 1, max: 3 }),
      later,
      (hz, n, s) => {
        expect(after(steady(hz, n)).read(n + s)).toBeCloseTo(hz);
      },
    ),
  );
});

test('goes down to nothing where nothing more happens', () => {
  const rate = after(steady(60, 2));
  expect([3.9, 4.1, 60].map((now) => rate.read(now))).toEqual([60, 0, 0]);
});

test('goes down to what is still there', () => {
  const rate = after([...steady(60, 2), 2.5]);
  expect(rate.read(6)).toBeCloseTo(1 / 4);
});

test('shows two readers the same', () => {
  const rate = after(steady(32, 2));
  expect([rate.read(9), rate.read(9)]).toEqual([0, 0]);
  expect([rate.read(2.5), rate.read(2.5)]).toEqual([32, 32]);
});

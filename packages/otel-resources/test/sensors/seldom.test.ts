import { expect, test } from 'vitest';
import { seldom } from '../../src/sensors/seldom.ts';

/** When an action that is wanted every 5 seconds ran. */
function ran(ticks: readonly number[], sooner?: number): number[] {
  const times: number[] = [];
  let now = 0;
  const run = seldom(5, () => void times.push(now), sooner);
  for (const tick of ticks) {
    now = tick;
    run(tick);
  }
  return times;
}

test('runs at the first tick and then every so many seconds', () => {
  expect(ran(Array.from({ length: 12 }, (_, at) => 100 + at))).toEqual([100, 105, 110]);
});

test('runs the second time sooner where that is wanted', () => {
  expect(ran([...Array(12).keys()], 2)).toEqual([0, 3, 8]);
});

test('loses no time where ticks come a little early or late', () => {
  expect(ran([0, 4.99, 5.99, 9.98, 10.97, 14.99, 15.98])).toEqual([0, 5.99, 10.97, 15.98]);
});

test('does not catch up on what fell out', () => {
  expect(ran([0, 60, 61, 62, 63, 64])).toEqual([0, 60, 63]);
});

import { expect, test } from 'vitest';
import { createReversals } from '../../src/verdict/reversals.ts';

function largestOf(series: readonly (readonly [value: number, load: number])[], perLoad: number) {
  const reversals = createReversals();
  for (const [time, [value, beside]] of series.entries())
    reversals.push({ time, value, count: 1, beside }, perLoad);
  return reversals.largest;
}

test('growth that came and went with the load was none', () => {
  const day = [
    [100, 0],
    [180, 8],
    [100, 0],
  ] as const;
  expect(largestOf(day, 0)).toBe(80);
  expect(largestOf(day, 10)).toBe(0);
  expect(largestOf(day, 8)).toBe(16);
});

test('a wrong guess of what a unit of load holds makes no more of it than it was', () => {
  const days = [
    [100, 0],
    [180, 8],
    [100, 0],
    [180, 8],
    [100, 0],
  ] as const;
  expect(largestOf(days, 1000)).toBe(80);
});

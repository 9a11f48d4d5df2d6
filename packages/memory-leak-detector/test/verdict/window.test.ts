import type { Bin } from '@plimsoll/kernel/statistics/dyadic-minima';
import { mannKendall } from '@plimsoll/kernel/statistics/mann-kendall';
import { describe, expect, test } from 'vitest';
import { examine } from '../../src/verdict/window.ts';

function bins(values: readonly number[], times = values.map((_, index) => index * 10)): Bin[] {
  return values.map((value, index) => ({ value, time: times[index] as number, count: 2 }));
}

const LINE = Array.from({ length: 24 }, (_, index) => 100 + index * 10);

describe('a window of minima', () => {
  test('that rises in a line has its slope, vouches for nearly all of the growth and is steady', () => {
    const found = examine(bins(LINE));
    expect(found).toMatchObject({ slope: 1, steady: true, stepped: false, first: 100, last: 330 });
    expect(found).toMatchObject({ seconds: 230, samples: 48 });
    expect(found.growth).toBeGreaterThan(220);
    expect(found.z).toBeGreaterThan(6);
  });

  test('that rises ever more slowly is not steady', () => {
    const slowing = LINE.map((_, index) => 100 + 200 * (1 - Math.exp(-index / 6)));
    expect(examine(bins(slowing)).steady).toBe(false);
  });

  test('that rises ever faster is steady', () => {
    expect(examine(bins(LINE.map((_, index) => 100 + index ** 2))).steady).toBe(true);
  });

  test('that jumps is stepped, once or three times', () => {
    const once = LINE.map((_, index) => 100 + (index > 11 ? 200 : 0) + index * 0.1);
    const thrice = LINE.map((_, index) => 100 * Math.floor(index / 6) + index);
    expect(examine(bins(once)).stepped).toBe(true);
    expect(examine(bins(thrice)).stepped).toBe(true);
  });

  test.each([
    ['eight', 8, 2],
    ['twelve', 12, 3],
    ['twenty-four', 24, 3],
  ])('of %s is stepped where it rises in few jumps alone', (_, length, jumps) => {
    const every = length / (jumps + 1);
    const values = Array.from(
      { length },
      (_, index) => 100 + 50 * Math.floor(index / every) + index,
    );
    expect(examine(bins(values)).stepped).toBe(true);
    const line = values.map((_, index) => 100 + 10 * index + (index % 2));
    expect(examine(bins(line)).stepped).toBe(false);
  });

  test('with a hole in which growth went on is not stepped', () => {
    const times = [0, 10, 20, 60, 70, 80];
    const values = times.map((time) => 100 + time);
    expect(examine(bins(values, times)).stepped).toBe(false);
  });

  test('with a night in it after which the level is another is stepped', () => {
    const times = LINE.map((_, index) => index * 10 + (index > 11 ? 30_000 : 0));
    const values = LINE.map((_, index) => 100 + (index > 11 ? 200 : 0) + (index % 3));
    expect(examine(bins(values, times)).stepped).toBe(true);
  });

  test('of a saw-tooth vouches for no growth', () => {
    const teeth = LINE.map((_, index) => 100 + (index % 6) * 50);
    expect(examine(bins(teeth)).growth).toBeLessThanOrEqual(0);
  });

  test('of a level that wanders is less surprising than its ranks alone would have it', () => {
    const wandering = LINE.map((value, index) => value / 4 + 40 * Math.sin(index / 3));
    expect(examine(bins(wandering)).z).toBeLessThan(mannKendall(wandering).z / 1.2);
  });
});

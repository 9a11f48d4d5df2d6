import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kendallTail, mannKendall } from '../../src/statistics/mann-kendall.ts';
import { values } from './arbitraries.ts';

describe('mann-kendall', () => {
  test('counts the pairs that rise less those that fall', () => {
    fc.assert(
      fc.property(values, (all) => {
        let score = 0;
        all.forEach((from, i) => {
          for (const to of all.slice(i + 1)) score += to > from ? 1 : to < from ? -1 : 0;
        });
        expect(mannKendall(all).score).toBe(score);
      }),
    );
  });

  test('turns round with its values', () => {
    fc.assert(
      fc.property(values, (all) => {
        expect(mannKendall(all.map((each) => -each)).z).toBeCloseTo(-mannKendall(all).z, 10);
      }),
    );
  });

  test('knows the exact odds of every order of six values', () => {
    const orders = permutations([1, 2, 3, 4, 5, 6]);
    const scores = orders.map((order) => mannKendall(order).score);
    for (let score = -15; score <= 15; score += 2) {
      const share = scores.filter((each) => each >= score).length / orders.length;
      expect(kendallTail(6, score)).toBeCloseTo(share, 10);
    }
  });

  test('accounts for ties in the variance', () => {
    expect(mannKendall([1, 2, 2, 3]).variance).toBeCloseTo((4 * 3 * 13 - 2 * 1 * 9) / 18, 10);
    expect(mannKendall([5, 5, 5, 5])).toEqual({ score: 0, variance: 0, z: 0 });
  });

  test('goes over into the normal curve without a jump', () => {
    const rising = Array.from({ length: 24 }, (_, index) => (index % 5) * 10 + index);
    const exact = mannKendall(rising).z;
    const { score, variance } = mannKendall(rising);
    expect(exact).toBeCloseTo((score - 1) / Math.sqrt(variance), 1);
  });
});

function permutations(all: readonly number[]): number[][] {
  if (all.length < 2) return [[...all]];
  return all.flatMap((first, index) =>
    permutations(all.toSpliced(index, 1)).map((rest) => [first, ...rest]),
  );
}

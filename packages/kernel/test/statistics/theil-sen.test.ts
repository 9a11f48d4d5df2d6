import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mannKendall } from '../../src/statistics/mann-kendall.ts';
import {
  median,
  pairwiseSlopes,
  slopeLowerBound,
  theilSen,
} from '../../src/statistics/theil-sen.ts';
import { points } from './arbitraries.ts';

describe('theil-sen', () => {
  test('is the middle of the slopes of all pairs', () => {
    fc.assert(
      fc.property(
        points.filter((all) => all.length > 1),
        (all) => {
          const slopes = all.flatMap((to, j) =>
            all.slice(0, j).map((from) => (to.value - from.value) / (to.time - from.time)),
          );
          slopes.sort((a, b) => a - b);
          const lower = slopes[Math.ceil(slopes.length / 2) - 1] ?? Number.NaN;
          const upper = slopes[Math.floor(slopes.length / 2)] ?? Number.NaN;
          expect(theilSen(all)).toBeCloseTo((lower + upper) / 2, 8);
        },
      ),
    );
  });

  test('finds the line through a quarter of outliers', () => {
    const line = Array.from({ length: 24 }, (_, time) => ({ time, value: 3 * time + 7 }));
    const outliers = fc.array(fc.tuple(fc.nat(23), fc.integer()), { maxLength: 6 });
    fc.assert(
      fc.property(outliers, (bad) => {
        const broken = [...line];
        for (const [at, amount] of bad) broken[at] = { time: at, value: amount };
        expect(theilSen(broken)).toBe(3);
      }),
    );
  });

  test('is no number without two times', () => {
    expect(theilSen([])).toBeNaN();
    expect(theilSen([{ time: 1, value: 1 }])).toBeNaN();
    expect(
      theilSen([
        { time: 1, value: 1 },
        { time: 1, value: 9 },
      ]),
    ).toBeNaN();
  });

  test('has a lower bound no higher than itself, and lower with more confidence', () => {
    fc.assert(
      fc.property(
        points.filter((all) => all.length > 3),
        (all) => {
          const slopes = pairwiseSlopes(all);
          const deviation = Math.sqrt(mannKendall(all.map((each) => each.value)).variance);
          const sure = slopeLowerBound(slopes, 3, deviation);
          const likely = slopeLowerBound(slopes, 1, deviation);
          expect(sure).toBeLessThanOrEqual(likely);
          expect(likely).toBeLessThanOrEqual(median(slopes));
        },
      ),
    );
  });
});

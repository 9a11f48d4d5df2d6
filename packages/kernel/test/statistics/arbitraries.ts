import fc from 'fast-check';
import type { Point } from '../../src/statistics/theil-sen.ts';

export const value: fc.Arbitrary<number> = fc.integer({ min: -1000, max: 1000 });

export const values: fc.Arbitrary<number[]> = fc.array(value, { minLength: 1, maxLength: 30 });

/** Values three seconds apart. */
export const points: fc.Arbitrary<Point[]> = values.map((all) =>
  all.map((each, index) => ({ time: index * 3, value: each })),
);

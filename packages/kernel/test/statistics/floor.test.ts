import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { floorGrowth, floors } from '../../src/statistics/floor.ts';
import { values } from './arbitraries.ts';

describe('floor', () => {
  test('is the least of each value and all later ones', () => {
    fc.assert(
      fc.property(values, (all) => {
        expect(floors(all)).toEqual(all.map((_, index) => Math.min(...all.slice(index))));
      }),
    );
  });

  test('of a saw-tooth shorter than a third of the window does not grow', () => {
    const period = fc.integer({ min: 2, max: 7 });
    fc.assert(
      fc.property(period, fc.nat(7), (length, phase) => {
        const teeth = Array.from({ length: 24 }, (_, index) => (index + phase) % length);
        expect(floorGrowth(teeth)).toBeLessThanOrEqual(0);
      }),
    );
  });

  test('of a straight line grows as the line does', () => {
    const line = Array.from({ length: 24 }, (_, index) => index * 10);
    expect(floorGrowth(line)).toBe((150 * 24) / 16);
  });

  test('never grows more than the values did, extrapolated', () => {
    fc.assert(
      fc.property(values, (all) => {
        const spread = Math.max(...all) - Math.min(...all);
        expect(floorGrowth(all)).toBeLessThanOrEqual(spread * 2);
      }),
    );
    expect(floorGrowth([1, 2, 3])).toBe(0);
  });
});

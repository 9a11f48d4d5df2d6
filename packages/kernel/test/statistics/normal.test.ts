import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalProbability, normalQuantile } from '../../src/statistics/normal.ts';

describe('normal quantile', () => {
  test('gives the tabled values', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5);
    expect(normalQuantile(0.95)).toBeCloseTo(1.644854, 5);
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361341, 5);
  });

  test('is infinite at the ends', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  });

  test('rises, and mirrors at one half', () => {
    const share = fc.double({ min: 1e-6, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(share, share, (a, b) => {
        expect(normalQuantile(1 - a)).toBeCloseTo(-normalQuantile(a), 5);
        if (a < b) expect(normalQuantile(a)).toBeLessThanOrEqual(normalQuantile(b));
      }),
    );
  });
});

describe('normal probability', () => {
  test('gives the tabled values, and the ends', () => {
    expect(normalProbability(0)).toBeCloseTo(0.5, 6);
    expect(normalProbability(1)).toBeCloseTo(0.8413447, 6);
    expect(normalProbability(-1.959964)).toBeCloseTo(0.025, 6);
    expect(normalProbability(Number.POSITIVE_INFINITY)).toBe(1);
  });

  test('undoes the quantile', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (share) => {
        expect(normalProbability(normalQuantile(share))).toBeCloseTo(share, 6);
      }),
    );
  });
});

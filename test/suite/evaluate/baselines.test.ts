import { describe, expect, test } from 'vitest';
import {
  BASELINES,
  deriv,
  type LimitedReading,
  linearRegression,
  mannKendallAlone,
  memwatch,
  predictLinear,
} from '../../evaluate/baselines/baselines.ts';

function series(values: readonly number[], every = 10, limit = 200): LimitedReading[] {
  return values.map((value, index) => ({ time: index * every, value, limit }));
}

const rising = series(Array.from({ length: 60 }, (_, index) => index));
const flat = series(new Array<number>(60).fill(5));
const falling = series(Array.from({ length: 60 }, (_, index) => 100 - index));

describe('what others alarm by', () => {
  for (const [name, baseline] of Object.entries(BASELINES))
    test(`${name} alarms for growth and not for a fall or a flat line`, () => {
      expect(baseline(rising)).toBeGreaterThan(0);
      expect(baseline(flat)).toBeUndefined();
      expect(baseline(falling)).toBeUndefined();
      expect(baseline([])).toBeUndefined();
    });

  test('memwatch counts from the first collection and begins anew where one left less', () => {
    expect(memwatch(series([1, 2, 3, 4, 5]))).toBe(40);
    expect(memwatch(series([1, 2, 3, 4, 4, 5, 6, 7, 8]))).toBeUndefined();
    expect(memwatch(series([1, 2, 3, 4, 4, 5, 6, 7, 8, 9]))).toBe(90);
  });

  test('a regression does not alarm where the line explains too little', () => {
    const noisy = series([0, 9, 0, 9, 0, 9, 1, 10, 1, 10]);
    expect(linearRegression(noisy)).toBeUndefined();
  });

  test('both rolling rules look at the last 20 readings only, and at five', () => {
    const late = series([...new Array<number>(30).fill(0), ...rising.map(({ value }) => value)]);
    expect(linearRegression(late)).toBeLessThan(500);
    expect(mannKendallAlone(late)).toBeLessThan(500);
    expect(linearRegression(rising.slice(0, 4))).toBeUndefined();
    expect(linearRegression(rising)).toBe(40);
    expect(mannKendallAlone(rising)).toBe(40);
  });

  test('an alarm of Prometheus must hold for a minute', () => {
    expect(deriv(rising)).toBe(75);
    expect(deriv(series([0, 1, 2, 3, 2, 1, 0, 0]))).toBeUndefined();
  });

  test('predict_linear alarms where the line crosses the limit within the hour', () => {
    const unlimited = rising.map((each) => ({ ...each, limit: 1e9 }));
    expect(predictLinear(unlimited)).toBeUndefined();
    expect(predictLinear(rising)).toBe(75);
  });
});

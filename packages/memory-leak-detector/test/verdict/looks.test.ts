import { expect, test } from 'vitest';
import { criticalZ } from '../../src/verdict/looks.ts';

/** The share of a standard normal above z, for z > 0 (Abramowitz and Stegun 7.1.26). */
function tail(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const terms = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429];
  const sum = terms.reduceRight((rest, term) => (rest + term) * t, 0);
  return (sum * Math.exp(-x * x)) / 2;
}

test('spends no more than the ratio over all first looks of all time scales', () => {
  let spent = 0;
  for (let level = 0; level < 16; level++)
    for (let look = 1; look <= 50; look++) spent += tail(criticalZ(0.05, level, look, 0));
  expect(spent).toBeLessThan(0.05);
  expect(spent).toBeGreaterThan(0.045);
});

test('spends no more than the ratio a day after that', () => {
  let spent = 0;
  for (let level = 0; level < 16; level++) {
    const between = 40 * 2 ** level;
    spent += (86_400 / between) * tail(criticalZ(0.05, level, 1e9, between));
  }
  expect(spent).toBeLessThan(0.05);
  expect(spent).toBeGreaterThan(0.045);
});

test('asks for more at each look, until the budget of the day takes over', () => {
  const asked = [1, 2, 10, 100, 10_000, 1_000_000].map((look) => criticalZ(0.05, 0, look, 40));
  expect(asked.toSorted((a, b) => a - b)).toEqual(asked);
  expect(asked.at(-1)).toBe(asked.at(-2));
});

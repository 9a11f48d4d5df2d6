import { expect, test } from 'vitest';
import { clopperPearson } from '../../evaluate/clopper-pearson.ts';

test.each([
  [0, 44, 0, 0.0804],
  [10, 10, 0.6915, 1],
  [19, 20, 0.7513, 0.9987],
  [1, 10_000, 0.0000025, 0.000557],
  [5000, 10_000, 0.4902, 0.5098],
])('gives the exact interval of %i of %i', (hits, trials, low, high) => {
  const [lower, upper] = clopperPearson(hits, trials);
  expect(lower).toBeCloseTo(low, 4);
  expect(upper).toBeCloseTo(high, 4);
});

test('knows nothing without a trial', () => {
  expect(clopperPearson(0, 0)).toEqual([0, 1]);
});

test('always holds the share that was seen, and mirrors misses', () => {
  for (let trials = 1; trials <= 30; trials++)
    for (let hits = 0; hits <= trials; hits++) {
      const [low, high] = clopperPearson(hits, trials);
      expect(low).toBeLessThanOrEqual(hits / trials);
      expect(high).toBeGreaterThanOrEqual(hits / trials);
      const [missed] = clopperPearson(trials - hits, trials);
      expect(missed).toBeCloseTo(1 - high, 9);
    }
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hamedRao } from '../../src/statistics/hamed-rao.ts';
import { type Point, theilSen } from '../../src/statistics/theil-sen.ts';
import { points } from './arbitraries.ts';

describe('hamed-rao', () => {
  test('leaves independent noise alone and inflates a random walk', () => {
    const noise = fromSeed(3, (random) => random());
    let level = 0;
    const walk = fromSeed(3, (random) => {
      level += random() - 0.5;
      return level;
    });
    expect(hamedRao(noise, theilSen(noise))).toBeLessThan(1.5);
    expect(hamedRao(walk, theilSen(walk))).toBeGreaterThan(3);
  });

  test('does not see a trend as autocorrelation', () => {
    const noise = fromSeed(5, (random) => random());
    const rising = noise.map(({ time, value: each }) => ({ time, value: each + 100 * time }));
    expect(hamedRao(rising, theilSen(rising))).toBeCloseTo(hamedRao(noise, theilSen(noise)), 1);
  });

  test('is never negative and never NaN', () => {
    fc.assert(
      fc.property(points, (all) => {
        expect(hamedRao(all, 0)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

/** 60 points from a linear congruential generator: the same every time. */
function fromSeed(seed: number, next: (random: () => number) => number): Point[] {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: 60 }, (_, time) => ({ time, value: next(random) }));
}

import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createLeakFold } from '../../src/verdict/leak-verdict.ts';
import type { LeakSample } from '../../src/verdict/scales.ts';
import { DEFAULTS, fold, sampleAt, statesOf } from './shapes.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Steps between samples in seconds, and values in MiB. */
const steps = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 400 })),
  { minLength: 1, maxLength: 150 },
);

function samplesOf(series: readonly (readonly [number, number])[]): LeakSample[] {
  let time = 0;
  return series.map(([step, value]) => {
    time += step;
    return sampleAt(time, value);
  });
}

test('moves between states only as the order allows', () => {
  const allowed = ['unknown none', 'unknown suspected', 'none suspected'];
  allowed.push('suspected confirmed', 'suspected none', 'confirmed none');
  fc.assert(
    fc.property(steps, (series) => {
      const states = ['unknown', ...statesOf(fold(samplesOf(series)))];
      for (const [index, state] of states.slice(1).entries())
        expect(allowed).toContain(`${states[index]} ${state}`);
    }),
  );
});

test('accuses nothing that never rises', () => {
  fc.assert(
    fc.property(steps, (series) => {
      const falling = series.map(([, value]) => value).sort((a, b) => b - a);
      const samples = samplesOf(series.map(([step], index) => [step, falling[index] ?? 0]));
      expect(statesOf(fold(samples))).not.toContain('suspected');
    }),
  );
});

test('judges a series sixteen times as large, in a room as much larger, the same', () => {
  const leak = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 40, maxLength: 150 });
  fc.assert(
    fc.property(leak, (noise) => {
      const samples = samplesOf(noise.map((each, index) => [30, 50 + 2 * index + each]));
      const larger = samples.map((sample) => ({
        ...sample,
        value: sample.value * 16,
        limit: sample.limit * 16,
        held: sample.value * 16,
      }));
      const large = fold(larger, { materiality: DEFAULTS.materiality * 16 });
      expect(large.map(({ time, state }) => ({ time, state }))).toEqual(
        fold(samples).map(({ time, state }) => ({ time, state })),
      );
    }),
  );
});

test('keeps suspicion from 0 to 1 and its numbers finite', () => {
  fc.assert(
    fc.property(steps, (series) => {
      const leak = createLeakFold(DEFAULTS);
      for (const sample of samplesOf(series)) {
        const { suspicion, growthRate = 0, timeLeftSeconds = 0 } = leak.push(sample);
        expect(suspicion).toBeGreaterThanOrEqual(0);
        expect(suspicion).toBeLessThanOrEqual(1);
        expect(Number.isFinite(growthRate)).toBe(true);
        expect(timeLeftSeconds).toBeGreaterThanOrEqual(0);
        expect(timeLeftSeconds).toBeLessThanOrEqual(30 * 86_400);
      }
    }),
  );
});

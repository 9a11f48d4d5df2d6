import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration, scaled } from '../src/duration.ts';

test('a scale of 1 leaves durations as they were written', () => {
  expect(scaled(1)('90m')).toBe('90m');
});

test('a scale divides, down to one millisecond', () => {
  const duration = scaled(60);
  expect(duration('2m')).toBe('2s');
  expect(duration('30s')).toBe('500ms');
  expect(duration('6h')).toBe('6m');
  expect(duration('10s')).toBe('167ms');
  expect(scaled(1_000_000)('1s')).toBe('1ms');
});

test.each([0, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a scale of %d', (factor) => {
  expect(() => scaled(factor)).toThrow(RangeError);
});

test.each(['', '5', 'm', '5 m', '1.5h', '5mm', '-5m', '5m!'])(
  'refuses %j as a duration',
  (text) => {
    expect(() => parseDuration(text)).toThrow(TypeError);
  },
);

describe('any duration', () => {
  const millis = fc.integer({ min: 1, max: 10 * 86_400_000 });

  test('is read back as it was written', () => {
    fc.assert(
      fc.property(millis, (value) => {
        expect(parseDuration(formatDuration(value))).toBe(value);
      }),
    );
  });

  test('keeps its order under a scale', () => {
    fc.assert(
      fc.property(millis, millis, fc.integer({ min: 2, max: 1000 }), (a, b, factor) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((value) =>
          parseDuration(scaled(factor)(formatDuration(value))),
        );
        expect(less).toBeLessThanOrEqual(more ?? Number.NaN);
      }),
    );
  });
});

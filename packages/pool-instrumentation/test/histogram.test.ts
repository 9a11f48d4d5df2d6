import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BucketHistogram } from '../src/histogram.ts';

const BOUNDARIES = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** Values on, beside and far from the boundaries. */
const seconds = fc.oneof(
  fc.constantFrom(...BOUNDARIES, 0),
  fc.double({ min: 0, max: 20, noNaN: true }),
);

/** The definition: a value belongs to the first bucket whose upper bound it does not exceed. */
function naive(values: readonly number[]) {
  const bucketOf = (value: number): number => {
    const found = BOUNDARIES.findIndex((bound) => value <= bound);
    return found < 0 ? BOUNDARIES.length : found;
  };
  const counts = [...BOUNDARIES, Number.POSITIVE_INFINITY].map(
    (_bound, bucket) => values.filter((value) => bucketOf(value) === bucket).length,
  );
  return {
    boundaries: BOUNDARIES,
    counts,
    count: values.length,
    sum: values.reduce((total, value) => total + value, 0),
    min: values.length > 0 ? Math.min(...values) : undefined,
    max: values.length > 0 ? Math.max(...values) : undefined,
  };
}

test('counts as the definition counts', () => {
  fc.assert(
    fc.property(fc.array(seconds, { maxLength: 200 }), (values) => {
      const histogram = new BucketHistogram(BOUNDARIES);
      for (const value of values) histogram.record(value);
      expect(histogram.snapshot()).toEqual(naive(values));
    }),
  );
});

test('leaves out what is negative or not finite', () => {
  const histogram = new BucketHistogram(BOUNDARIES);
  for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY]) histogram.record(value);
  expect(histogram.snapshot()).toEqual(naive([]));
});

test('counts from nothing after it was cleared', () => {
  const histogram = new BucketHistogram(BOUNDARIES);
  histogram.record(3);
  histogram.clear();
  histogram.record(0.002);
  expect(histogram.snapshot()).toEqual(naive([0.002]));
});

test('gives snapshots that later values do not change', () => {
  const histogram = new BucketHistogram(BOUNDARIES);
  histogram.record(3);
  const snapshot = histogram.snapshot();
  histogram.record(3);
  expect(snapshot).toEqual(naive([3]));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rising } from '../../src/read/rising.ts';

const totals = (counts: readonly number[]): number[] => {
  const counter = rising();
  return counts.map((count) => counter.push(count));
};

test('never falls, and never gives anything but a number', () => {
  const count = fc.oneof(
    fc.nat(),
    fc.double({ max: 2 ** 64 }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 2 ** 32, 2 ** 64),
  );
  fc.assert(
    fc.property(fc.array(count), (counts) => {
      const seen = totals(counts);
      return seen.every((each, at) => Number.isFinite(each) && each >= (seen[at - 1] ?? 0));
    }),
  );
});

test('is the kernel where that does not fall', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), (counts) => {
      const sorted = counts.toSorted((a, b) => a - b);
      expect(totals(sorted)).toEqual(sorted);
    }),
  );
});

test('stands while a counter has jittered back', () => {
  expect(totals([100, 99, 100, 101])).toEqual([100, 100, 100, 101]);
});

test('goes on from where it stood when a counter starts again or wraps', () => {
  expect(totals([1000, 10, 30])).toEqual([1000, 1010, 1030]);
  expect(totals([2 ** 32 - 1, 4])).toEqual([2 ** 32 - 1, 2 ** 32 + 3]);
});

test('goes on from where it stood when it is given another counter', () => {
  const counter = rising();
  const seen = [
    counter.push(5, 'leaf'),
    counter.push(500, 'parent'),
    counter.push(510, 'parent'),
    counter.push(6, 'leaf'),
    counter.push(8, 'leaf'),
  ];
  expect(seen).toEqual([5, 5, 15, 15, 17]);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDyadicMinima } from '../../src/statistics/dyadic-minima.ts';
import type { Point } from '../../src/statistics/theil-sen.ts';
import { value } from './arbitraries.ts';

describe('dyadic minima', () => {
  test('keep what was given beside the least, at every level', () => {
    const minima = createDyadicMinima({ width: 1, levels: 3, capacity: 3 });
    for (const [time, value] of [5, 3, 4, 2, 6].entries()) minima.push(time, value, 10 * time);
    const besides = (level: number) => minima.closed(level).map(({ beside }) => beside);
    expect(besides(0)).toEqual([10, 20, 30]);
    expect(besides(1)).toEqual([10]);
  });

  test('are told down to the last sample, each of them once', () => {
    const minima = createDyadicMinima({ width: 1, levels: 5, capacity: 8 });
    for (const time of [0, 10, 20, 30, 40]) minima.push(time, time);
    for (const level of [0, 2, 4])
      expect(minima.untilNow(level).map(({ value }) => value)).toEqual([0, 10, 20, 30, 40]);
  });

  const samples = fc.array(fc.tuple(fc.double({ min: 0.01, max: 9, noNaN: true }), value), {
    minLength: 1,
    maxLength: 200,
  });

  test('are at every level the minima of the stretches that have ended', () => {
    fc.assert(
      fc.property(samples, (steps) => {
        const minima = createDyadicMinima({ width: 2, levels: 3, capacity: 1000 });
        const seen: Point[] = [];
        let time = 0;
        for (const [step, each] of steps) {
          time += step;
          seen.push({ time, value: each });
          minima.push(time, each);
        }
        for (const level of [0, 1, 2]) {
          const width = 2 * 2 ** level;
          const closed = minima.closed(level);
          const least: { value: number; count: number }[] = [];
          let index = Number.NaN;
          for (const point of seen) {
            const last = least.at(-1);
            if (last && Math.floor(point.time / width) === index) {
              last.value = Math.min(last.value, point.value);
              last.count += 1;
            } else least.push({ value: point.value, count: 1 });
            index = Math.floor(point.time / width);
          }
          expect(closed.map(({ value: low, count }) => ({ value: low, count }))).toEqual(
            least.slice(0, closed.length),
          );
          expect(closed.length).toBeGreaterThanOrEqual(least.length - level - 1);
        }
      }),
    );
  });

  test('stand at a time at which their value was seen', () => {
    fc.assert(
      fc.property(samples, (steps) => {
        const minima = createDyadicMinima({ width: 2, levels: 4, capacity: 24 });
        const seen = new Map<number, number>();
        let time = 0;
        for (const [step, each] of steps) {
          time += step;
          seen.set(time, each);
          minima.push(time, each);
        }
        for (const bin of [0, 1, 2, 3].flatMap((level) => minima.window(level)))
          expect(seen.get(bin.time)).toBe(bin.value);
      }),
    );
  });

  test('are the last of all that closed', () => {
    fc.assert(
      fc.property(samples, (steps) => {
        const all = createDyadicMinima({ width: 2, levels: 3, capacity: 1000 });
        const few = createDyadicMinima({ width: 2, levels: 3, capacity: 3 });
        let time = 0;
        for (const [step, each] of steps) {
          time += step;
          expect(few.push(time, each)).toBe(all.push(time, each));
          for (const level of [0, 1, 2]) {
            const closed = all.closed(level);
            expect(few.closed(level)).toEqual(closed.slice(-3));
            expect(few.newest(level)).toEqual(closed.at(-1));
          }
        }
      }),
    );
  });

  test('take no more memory than levels times capacity, and say which levels closed a bin', () => {
    const minima = createDyadicMinima({ width: 1, levels: 5, capacity: 8 });
    const closed = [0, 0, 0, 0, 0];
    for (let time = 0; time < 10_000; time++) {
      const levels = minima.push(time, time);
      for (let level = 0; level < levels; level++) closed[level] = (closed[level] ?? 0) + 1;
    }
    expect([0, 1, 2, 3, 4].map((level) => minima.closed(level).length)).toEqual([8, 8, 8, 8, 8]);
    expect(closed).toEqual([9999, 4999, 2499, 1249, 624]);
  });

  test('take a clock that goes backwards for one that stands', () => {
    const minima = createDyadicMinima({ width: 10, levels: 1, capacity: 8 });
    minima.push(100, 5);
    minima.push(3, 4);
    minima.push(110, 9);
    expect(minima.closed(0)).toEqual([{ time: 100, value: 4, count: 2 }]);
  });

  test('count the open bin once it holds as many samples as the others', () => {
    const minima = createDyadicMinima({ width: 10, levels: 1, capacity: 8 });
    for (const time of [0, 5, 10, 15, 20]) minima.push(time, time);
    expect(minima.window(0)).toHaveLength(2);
    minima.push(25, 25);
    expect(minima.window(0).at(-1)).toEqual({ time: 20, value: 20, count: 2 });
  });

  test('forget when they are cleared', () => {
    const minima = createDyadicMinima({ width: 1, levels: 2, capacity: 8 });
    for (const time of [0, 1, 2, 3, 4]) minima.push(time, time);
    minima.clear();
    expect(minima.window(0)).toEqual([]);
    expect(minima.closed(1)).toEqual([]);
  });
});

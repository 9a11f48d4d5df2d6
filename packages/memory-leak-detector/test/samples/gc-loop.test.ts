import { expect, test } from 'vitest';
import { createGcLoopFold } from '../../src/samples/gc-loop.ts';

function pushes(count: number, collections: number, utilization: number): boolean[] {
  const fold = createGcLoopFold();
  return Array.from({ length: count }, (_, index) =>
    fold.push({ time: index * 10, collections, utilization }),
  );
}

test('sees a loop once an idle process has collected for thirty seconds', () => {
  expect(pushes(5, 100, 0.01)).toEqual([false, false, false, true, true]);
});

test('takes many collections in a busy process for load', () => {
  expect(pushes(10, 280, 0.6)).not.toContain(true);
});

test('takes few collections in an idle process for idleness', () => {
  expect(pushes(10, 1, 0.01)).not.toContain(true);
});

test('begins to count anew after a pause', () => {
  const fold = createGcLoopFold();
  const seen = [0, 100, 100, 0, 100, 100, 100].map((collections, index) =>
    fold.push({ time: index * 10, collections, utilization: 0.01 }),
  );
  expect(seen).toEqual([false, false, false, false, false, false, true]);
});

test('survives a time that stands', () => {
  const fold = createGcLoopFold();
  expect(fold.push({ time: 5, collections: 100, utilization: 0 })).toBe(false);
  expect(fold.push({ time: 5, collections: 100, utilization: 0 })).toBe(false);
});

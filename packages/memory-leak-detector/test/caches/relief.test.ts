import { soon } from '@plimsoll/kernel/test/soon';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type PressureLevel,
  shrinkCaches,
  shrinkCachesUnder,
  type TrackedCache,
  trackCache,
} from '../../src/index.ts';

const PRIORITIES = ['critical', 'high', 'normal', 'low'] as const;

let caches: Map<number, number>[];
let tracked: TrackedCache[];
beforeEach(() => {
  caches = PRIORITIES.map(() => new Map(Array.from({ length: 100 }, (_, key) => [key, key])));
  tracked = PRIORITIES.map((priority, index) =>
    trackCache(priority, caches[index] as Map<number, number>, { priority }),
  );
});
afterEach(() => {
  for (const each of tracked) each[Symbol.dispose]();
});

const sizes = () => caches.map(({ size }) => size);

test.each([
  ['nominal', [100, 100, 100, 100]],
  ['elevated', [100, 100, 75, 50]],
  ['critical', [100, 75, 50, 0]],
] as const)('under %s pressure caches shrink by their priority', async (level, left) => {
  expect(await shrinkCaches(level)).toBe(400 - left.reduce<number>((a, b) => a + b, 0));
  expect(sizes()).toEqual(left);
});

test('those of low priority go first', async () => {
  const order: string[] = [];
  for (const [index, priority] of PRIORITIES.entries())
    vi.spyOn(tracked[index] as TrackedCache, 'shrink').mockImplementation(async () => {
      order.push(priority);
      return 0;
    });
  await shrinkCaches('critical');
  expect(order).toEqual(['low', 'normal', 'high']);
});

test('a level that there is not and a source that tells of none are refused', async () => {
  await expect(shrinkCaches('high' as never)).rejects.toThrow(
    "Expected `level` to be one of 'nominal', 'elevated', 'critical', got `'high'` (string)",
  );
  expect(() => shrinkCachesUnder({} as never)).toThrow(
    new TypeError('Expected `pressure` to have a method `on`'),
  );
});

test('whatever tells of pressure shrinks them, until it is no longer followed', async () => {
  const listeners = new Set<(change: { readonly level: PressureLevel }) => void>();
  const following = shrinkCachesUnder({
    on(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
  });
  for (const each of listeners) each({ level: 'elevated' });
  await soon(() => expect(sizes()).toEqual([100, 100, 75, 50]));
  following[Symbol.dispose]();
  expect(listeners.size).toBe(0);
});

import { PerformanceObserver } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { readHeapAfterGc, totalOf, watchFullCollections } from '../../src/samples/heap-after-gc.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void;

/** Resolves when V8 has reported a collection to an observer that was made after ours. */
function reported(kind: number): Promise<void> {
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const entries = list.getEntries() as unknown as { detail: { kind: number } }[];
      if (!entries.some((entry) => entry.detail.kind === kind)) return;
      observer.disconnect();
      resolve();
    });
    observer.observe({ entryTypes: ['gc'] });
  });
}

test('tells of full collections, not of minor ones, until it is disposed', async () => {
  let full = 0;
  const watch = watchFullCollections(() => {
    full += 1;
  });
  const minor = reported(1);
  collect({ type: 'minor' });
  await minor;
  expect(full).toBe(0);
  const major = reported(4);
  collect();
  await major;
  expect(full).toBe(1);
  watch[Symbol.dispose]();
  const unseen = reported(4);
  collect();
  await unseen;
  expect(full).toBe(1);
});

test('reads the spaces that survive, and their sum is the live heap', () => {
  const before = totalOf(readHeapAfterGc());
  const held = Array.from({ length: 200_000 }, (_, index) => ({ index }));
  collect();
  const spaces = readHeapAfterGc();
  expect(Object.keys(spaces)).toContain('old_space');
  expect(Object.keys(spaces).filter((name) => name.startsWith('new_'))).toEqual([]);
  expect(totalOf(spaces) - before).toBeGreaterThan(held.length * 12);
});

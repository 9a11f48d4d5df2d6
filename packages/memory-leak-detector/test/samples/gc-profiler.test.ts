import { GCProfiler } from 'node:v8';
import { expect, test } from 'vitest';
import { type GcProfilerLike, recordCollections } from '../../src/samples/gc-profiler.ts';

type Report = ReturnType<GcProfilerLike['stop']>;

/** Profilers that report these windows one after the other. */
function profilers(windows: readonly Report[]) {
  const calls: string[] = [];
  let next = 0;
  const create = (): GcProfilerLike => ({
    start: () => void calls.push('start'),
    stop: () => {
      calls.push('stop');
      return windows[next++];
    },
  });
  return { calls, create };
}

function collection(gcType: string, spaces: Record<string, number>) {
  const heapSpaceStatistics = Object.entries(spaces).map(([spaceName, spaceUsedSize]) => ({
    spaceName,
    spaceUsedSize,
  }));
  return { gcType, afterGC: { heapSpaceStatistics } };
}

test('gives the smallest heap after a full collection of the window, without the young spaces', () => {
  const statistics = [
    collection('MarkSweepCompact', { new_space: 9, old_space: 50, code_space: 5 }),
    collection('MarkSweepCompact', { new_space: 1, old_space: 40, code_space: 5 }),
    collection('Scavenge', { new_space: 1, old_space: 1 }),
  ];
  const { create } = profilers([{ statistics }]);
  expect(recordCollections(create).next()).toEqual({ old_space: 40, code_space: 5 });
});

test('gives nothing for a window without one', () => {
  const { create } = profilers([{ statistics: [] }, undefined]);
  const recording = recordCollections(create);
  expect(recording.next()).toBeUndefined();
  expect(recording.next()).toBeUndefined();
});

test('begins a window as it ends one, and stops the last when it is disposed', () => {
  const { create, calls } = profilers([]);
  const recording = recordCollections(create);
  recording.next();
  recording[Symbol.dispose]();
  expect(calls).toEqual(['start', 'stop', 'start', 'stop']);
});

test('is what v8.GCProfiler offers', () => {
  const recording = recordCollections(() => new GCProfiler());
  expect(recording.next()).toBeUndefined();
  recording[Symbol.dispose]();
});

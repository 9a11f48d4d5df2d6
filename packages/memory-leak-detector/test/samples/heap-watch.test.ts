import { createFaults, type FakeClock, fakeClock } from '@plimsoll/kernel';
import { expect, test } from 'vitest';
import type { HeapSpaces } from '../../src/samples/heap-after-gc.ts';
import { watchHeap } from '../../src/samples/heap-watch.ts';
import { diagWarnings } from '../diag-warnings.ts';

const warnings = diagWarnings();

function disposed(action: () => void): Disposable {
  return { [Symbol.dispose]: action };
}

/** A watch over a heap whose collections the test makes. */
function watched(change: Partial<Parameters<typeof watchHeap>[0]['sources']> = {}) {
  const clock: FakeClock = fakeClock();
  const samples: HeapSpaces[] = [];
  const held = { observers: 0, recordings: 0, utilization: 0 };
  let collect: () => void = () => {};
  const watch = watchHeap({
    clock,
    faults: createFaults('test'),
    intervalSeconds: 1,
    onSample: (spaces) => void samples.push(spaces),
    sources: {
      watchFullCollections(onFullCollection) {
        collect = onFullCollection;
        held.observers += 1;
        return disposed(() => held.observers--);
      },
      recordCollections() {
        held.recordings += 1;
        return {
          next: () => ({ old_space: 7 }),
          ...disposed(() => held.recordings--),
        };
      },
      readHeapAfterGc: () => ({ old_space: 5 }),
      utilization: () => held.utilization,
      ...change,
    },
  });
  return { clock, samples, held, watch, collect: () => collect() };
}

test('takes one sample a second out of a storm of collections', () => {
  const { clock, samples, collect } = watched();
  for (let index = 0; index < 280; index++) {
    collect();
    clock.advance(1 / 28);
  }
  expect(samples.length).toBeGreaterThanOrEqual(9);
  expect(samples.length).toBeLessThanOrEqual(10);
});

test('leaves the observer for the recording when it keeps an idle process collecting', () => {
  const { clock, samples, collect, watch, held } = watched();
  for (let tick = 0; tick < 5; tick++) {
    for (let index = 0; index < 100; index++) collect();
    clock.advance(10);
    watch.tick();
  }
  expect(held).toMatchObject({ observers: 0, recordings: 1 });
  expect(warnings).toEqual([
    'test: the gc observer keeps an idle process collecting, recording collections with v8.GCProfiler instead',
  ]);
  watch.tick();
  expect(samples.at(-1)).toEqual({ old_space: 7 });
});

test('keeps the observer in a busy process', () => {
  const { clock, collect, watch, held } = watched();
  held.utilization = 0.5;
  for (let tick = 0; tick < 10; tick++) {
    for (let index = 0; index < 100; index++) collect();
    clock.advance(10);
    watch.tick();
  }
  expect(held).toMatchObject({ observers: 1, recordings: 0 });
  expect(warnings).toEqual([]);
});

test('says once that there is no gc observer, and records instead', () => {
  const { samples, watch } = watched({
    watchFullCollections() {
      throw new Error('no gc entries here');
    },
  });
  watch.tick();
  watch.tick();
  expect(samples).toEqual([{ old_space: 7 }, { old_space: 7 }]);
  expect(warnings).toEqual([
    'test: no gc observer, recording collections with v8.GCProfiler instead: no gc entries here',
  ]);
});

test('goes on without the heap where collections cannot be seen at all', () => {
  const fail = (): never => {
    throw new Error('not here');
  };
  const { samples, watch } = watched({ watchFullCollections: fail, recordCollections: fail });
  watch.tick();
  watch.tick();
  expect(samples).toEqual([]);
  expect(warnings).toHaveLength(2);
});

test('reports a heap that cannot be read once, and does not throw into V8', () => {
  const { clock, samples, collect } = watched({
    readHeapAfterGc() {
      throw new Error('broken');
    },
  });
  collect();
  clock.advance(5);
  collect();
  expect(samples).toEqual([]);
  expect(warnings).toEqual(['test: heap sample failed: broken']);
});

test('leaves nothing behind', () => {
  const { watch, held } = watched();
  watch[Symbol.dispose]();
  watch[Symbol.dispose]();
  expect(held).toMatchObject({ observers: 0, recordings: 0 });
});

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import { evidenceSources } from '../../src/evidence/evidence.ts';
import { type Evidence, NO_EVIDENCE } from '../../src/evidence/gatherer.ts';
import { profilerModules } from '../../src/evidence/heap-sampling.ts';
import { workersCanBeSampled } from '../../src/evidence/worker-sampling.ts';
import type { WorkerHeap, WorkerLike } from '../../src/limit/worker-heaps.ts';
import { watchWorkers } from '../../src/limit/worker-heaps.ts';
import { judgeWorkers } from '../../src/limit/worker-verdicts.ts';
import { createLeakFold } from '../../src/verdict/leak-verdict.ts';
import { MEBIBYTE, process } from '../simulated-process.ts';
import { DEFAULTS } from '../verdict/shapes.ts';

const LOOK_SECONDS = 10;
const LIMIT = 100 * MEBIBYTE;

const heapOf = (threadId: number, mebibytes: number): WorkerHeap => ({
  threadId,
  name: undefined,
  usedBytes: mebibytes * MEBIBYTE,
  limitBytes: LIMIT,
});

/** What is said of a worker that holds so many MiB at each look. */
function said(used: (look: number) => number, looks: number): readonly string[] {
  const states: string[] = [];
  const workers = judgeWorkers(() => createLeakFold(DEFAULTS), {
    onChange(_, __, { state }) {
      states.push(state);
      return () => {};
    },
  });
  for (let look = 0; look < looks; look++)
    workers.push(look * LOOK_SECONDS, [heapOf(1, used(look))]);
  return states;
}

/** Garbage that is collected each time it has come to so many MiB. */
const sawTooth = (look: number): number => 10 + ((look / 2) % 40);

test('a worker that keeps what it allocates is confirmed once it must have been collected', () => {
  const leak = (look: number): number => 10 + look / 4;
  expect(said(leak, 190)).not.toContain('suspected');
  expect(said(leak, 300)).toEqual(['none', 'suspected', 'confirmed']);
});

test('garbage that waits for a first collection, and for the next, is no leak', () => {
  expect(said(sawTooth, 2000)).toEqual(['none']);
});

test('a worker that leaks and is collected meanwhile is confirmed earlier', () => {
  const leak = (look: number): number => 10 + look / 25 + (look % 40) / 4;
  const held = Array.from({ length: 950 }, (_, look) => leak(look));
  expect(Math.max(...held)).toBeLessThan(60);
  expect(said(leak, 950)).toContain('confirmed');
});

test('each worker is judged by itself, and forgotten once it has ended', () => {
  const workers = judgeWorkers(() => createLeakFold(DEFAULTS), { onChange: () => () => {} });
  for (let look = 0; look < 300; look++)
    workers.push(look * LOOK_SECONDS, [heapOf(1, 10 + look / 4), heapOf(2, 20)]);
  expect(workers.read()).toMatchObject([
    { threadId: 1, state: 'confirmed', growthBytesPerSecond: expect.closeTo(MEBIBYTE / 40, -3) },
    { threadId: 2, state: 'none', usedBytes: 20 * MEBIBYTE, limitBytes: LIMIT },
  ]);
  workers.push(3000, [heapOf(2, 20)]);
  expect(workers.read().map(({ threadId }) => threadId)).toEqual([2]);
});

test('of very many workers 32 are judged', () => {
  const workers = judgeWorkers(() => createLeakFold(DEFAULTS), { onChange: () => () => {} });
  workers.push(
    0,
    Array.from({ length: 100 }, (_, threadId) => heapOf(threadId, 10)),
  );
  expect(workers.read()).toHaveLength(32);
});

test('who allocates in a worker is looked for once it is suspected, and no longer than it lives', () => {
  const evidence: Evidence = { culprits: [], profileFile: '/tmp/one.heapprofile' };
  const log: string[] = [];
  const workers = judgeWorkers(() => createLeakFold(DEFAULTS), {
    onChange: (_, __, { state }) => {
      return (known) => void log.push(`${state} ${known.profileFile ?? 'nothing'}`);
    },
    gathererFor({ threadId }) {
      log.push(`gather ${threadId}`);
      return {
        evidence: NO_EVIDENCE,
        push: () => {},
        collected: () => {},
        tick: () => {},
        settle: (then) => then(evidence),
        [Symbol.dispose]: () => void log.push('end'),
      };
    },
  });
  for (let look = 0; look < 300; look++)
    workers.push(look * LOOK_SECONDS, [heapOf(1, 10 + look / 4), heapOf(2, 20)]);
  workers.push(3000, [heapOf(2, 20)]);
  workers[Symbol.dispose]();
  expect(log).toEqual([
    'none nothing',
    'none nothing',
    'gather 1',
    'suspected nothing',
    'confirmed /tmp/one.heapprofile',
    'end',
  ]);
});

/** Keeps a mebibyte for each message, and answers it. */
const HOARDER = `
  const { parentPort } = require('node:worker_threads');
  const kept = [];
  parentPort.on('message', function keep() {
    kept.push(Array.from({ length: 131072 }, (_, index) => index / 3));
    parentPort.postMessage(kept.length);
  });
`;

test.each([
  ['that makes up most of it is named', 0.6, [7, 'parser']],
  ['that makes up little of it is not named', 0.2, [undefined, undefined]],
])('by a leak of native memory the worker %s', async (_, share, [id, name]) => {
  const used = { bytes: 10 * MEBIBYTE };
  const worker: WorkerLike = {
    threadId: 7,
    threadName: 'parser',
    getHeapStatistics: async () => ({
      used_heap_size: used.bytes,
      heap_size_limit: 4096 * MEBIBYTE,
      total_physical_size: used.bytes,
    }),
  };
  const { live, events } = process({}, {}, undefined, (onWorker) => {
    onWorker(worker);
    return { [Symbol.dispose]: () => {} };
  });
  for (let second = 0; second < 1800; second += 10) {
    used.bytes += 10 * share * 0.2 * MEBIBYTE;
    live(10, { native: 0.2 * MEBIBYTE });
    await worker.getHeapStatistics?.();
  }
  const told = events().filter(({ name }) => name === 'plimsoll.memory.leak.confirmed');
  expect(told).toHaveLength(1);
  expect(told[0]?.attributes).toMatchObject({ 'plimsoll.memory.area': 'native' });
  expect(told[0]?.attributes?.['thread.id']).toBe(id);
  expect(told[0]?.attributes?.['thread.name']).toBe(name);
});

const tellsHeaps = 'getHeapStatistics' in Worker.prototype;

const canBeSampled = workersCanBeSampled(profilerModules());

test.skipIf(!tellsHeaps)('a real worker that leaks is confirmed by its name', async () => {
  const { clock, instrumentation, events } = process({}, {}, evidenceSources(), watchWorkers);
  const worker = new Worker(HOARDER, {
    eval: true,
    name: 'hoarder',
    resourceLimits: { maxOldGenerationSizeMb: 96 },
  });
  const { threadId } = worker;
  const asked = worker as unknown as WorkerLike;
  for (let look = 0; look < 75; look++) {
    worker.postMessage('more');
    await once(worker, 'message');
    clock.advance(LOOK_SECONDS);
    // It is answered in the order in which it was asked.
    await asked.getHeapStatistics?.();
  }
  expect(instrumentation.read().workers).toMatchObject([{ threadId, state: 'confirmed' }]);
  const confirmed = await vi.waitUntil(
    () => events().find(({ name }) => name === 'plimsoll.memory.leak.confirmed'),
    { timeout: 30_000 },
  );
  expect(confirmed.attributes).toMatchObject({
    'plimsoll.memory.area': 'heap',
    'thread.id': threadId,
    ...('threadName' in worker && { 'thread.name': 'hoarder' }),
    ...(canBeSampled && { 'code.function.name': 'keep', 'code.file.path': '[worker eval]' }),
  });
  expect(instrumentation.read().workers[0]?.culprits.length).toBeGreaterThanOrEqual(
    canBeSampled ? 1 : 0,
  );
  expect(instrumentation.read().heap.state).not.toBe('confirmed');
  await worker.terminate();
  clock.advance(LOOK_SECONDS);
  expect(instrumentation.read().workers).toEqual([]);
  instrumentation.disable();
});

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createFaults } from '@plimsoll/kernel';
import { expect, test, vi } from 'vitest';
import { type WorkerLike, watchWorkerHeaps, watchWorkers } from '../../src/limit/worker-heaps.ts';

const faults = createFaults('test');
const answered = () => new Promise((resolve) => setImmediate(resolve));

function watching() {
  let begin = (_worker: WorkerLike): void => {};
  const heaps = watchWorkerHeaps(faults, (onWorker) => {
    begin = onWorker;
    return { [Symbol.dispose]: () => {} };
  });
  return { heaps, begin: (worker: WorkerLike) => begin(worker) };
}

test('of a worker the least of six looks counts, and none before', async () => {
  const { heaps, begin } = watching();
  const used = [50, 30, 60, 40, 70, 55, 80];
  begin({
    threadId: 3,
    getHeapStatistics: async () => ({
      used_heap_size: used.shift() ?? 0,
      heap_size_limit: 100,
      total_physical_size: 100,
    }),
  });
  for (let look = 0; look < 5; look++) {
    heaps.tick();
    await answered();
  }
  expect(heaps.read()).toEqual([]);
  heaps.tick();
  await answered();
  expect(heaps.read()).toMatchObject([
    { threadId: 3, name: undefined, usedBytes: 30, limitBytes: 100 },
  ]);
});

test('the limit of a worker is that of its old generation', async () => {
  const { heaps, begin } = watching();
  begin({
    threadId: 3,
    threadName: 'mail',
    resourceLimits: { maxYoungGenerationSizeMb: 192 },
    getHeapStatistics: async () => ({
      used_heap_size: 30,
      heap_size_limit: 256 * 2 ** 20,
      total_physical_size: 60,
    }),
  });
  for (let look = 0; look < 6; look++) {
    heaps.tick();
    await answered();
  }
  expect(heaps.read()).toMatchObject([
    { threadId: 3, name: 'mail', usedBytes: 30, limitBytes: 64 * 2 ** 20 },
  ]);
});

test('of the workers that live each holds the least that its heap ever took', async () => {
  const { heaps, begin } = watching();
  const worker = (threadId: number, ...sizes: number[]) => ({
    threadId,
    getHeapStatistics: async () => ({
      used_heap_size: 1,
      heap_size_limit: 100,
      total_physical_size: sizes.shift() ?? 0,
    }),
  });
  const ending = worker(4, 7, 7);
  begin(worker(3, 12, 10));
  begin(ending);
  expect(heaps.heldBytes()).toBe(0);
  heaps.tick();
  await answered();
  expect(heaps.heldBytes()).toBe(19);
  heaps.tick();
  await answered();
  expect(heaps.heldBytes()).toBe(17);
  ending.threadId = -1;
  expect(heaps.heldBytes()).toBe(10);
});

test('a busy worker is not asked again before it has answered', () => {
  const { heaps, begin } = watching();
  const getHeapStatistics = vi.fn(() => new Promise<never>(() => {}));
  begin({ threadId: 3, getHeapStatistics });
  heaps.tick();
  heaps.tick();
  expect(getHeapStatistics).toHaveBeenCalledTimes(1);
});

test('a worker that ends while it is asked is forgotten', async () => {
  const { heaps, begin } = watching();
  const getHeapStatistics = vi.fn(() => Promise.reject(new Error('ERR_WORKER_NOT_RUNNING')));
  const worker = { threadId: 3, getHeapStatistics };
  begin(worker);
  heaps.tick();
  await answered();
  worker.threadId = -1;
  heaps.tick();
  heaps.tick();
  expect(getHeapStatistics).toHaveBeenCalledTimes(1);
});

test('a real worker is found when it begins, and not after the watch has ended', async () => {
  const seen: WorkerLike[] = [];
  const before = process.listenerCount('worker');
  const watch = watchWorkers((worker) => void seen.push(worker));
  const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
  await once(worker, 'online');
  expect(seen).toEqual([worker]);
  const statistics = await (worker as unknown as WorkerLike).getHeapStatistics?.();
  if (statistics) expect(statistics.heap_size_limit).toBeGreaterThan(statistics.used_heap_size);
  if (statistics) expect(statistics.total_physical_size).toBeGreaterThan(1_000_000);
  watch[Symbol.dispose]();
  expect(process.listenerCount('worker')).toBe(before);
  await worker.terminate();
  expect(worker.threadId).toBe(-1);
});

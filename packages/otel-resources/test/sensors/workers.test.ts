import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { sensing, start } from '../start.ts';
import { tree } from '../trees.ts';

const NAMED = '{plimsoll.nodejs.worker.name=thumbnails}';

/** A worker that is ready, and whose sensor has heard of it. */
async function startWorker(name: string): Promise<Worker> {
  const worker = new Worker(
    "const { parentPort } = require('node:worker_threads'); parentPort.on('message', () => {}); parentPort.postMessage('ready');",
    { eval: true, name },
  );
  await once(worker, 'message');
  return worker;
}

test('workers: tells them by name while they live, and none once they have ended', async () => {
  const { clock, sdk } = start(tree('nowhere'), sensing('workers'));
  expect((await sdk.points())['plimsoll.nodejs.worker.count']).toBe(0);
  const worker = await startWorker('thumbnails');
  clock.advance(1);
  const statistics = await worker.getHeapStatistics();
  clock.advance(1);
  const during = await sdk.points();
  expect(during['plimsoll.nodejs.worker.count']).toBe(1);
  expect(during[`plimsoll.nodejs.worker.eventloop.utilization${NAMED}`]).toBeGreaterThan(0);
  expect(during[`plimsoll.nodejs.worker.heap.usage${NAMED}`]).toBeGreaterThan(
    statistics.used_heap_size / 2,
  );
  await worker.terminate();
  clock.advance(1);
  expect(await sdk.points()).toMatchObject({
    'plimsoll.nodejs.worker.count': 0,
    [`plimsoll.nodejs.worker.eventloop.utilization${NAMED}`]: 0,
    [`plimsoll.nodejs.worker.heap.usage${NAMED}`]: 0,
  });
});

test('workers: leaves no listener', () => {
  const before = process.listenerCount('worker');
  const { instrumentation } = start(tree('nowhere'), sensing('workers'));
  expect(process.listenerCount('worker')).toBe(before + 1);
  instrumentation.disable();
  expect(process.listenerCount('worker')).toBe(before);
});

import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { unitRegistry } from '../../src/read/units.ts';
import { instrumentWorker } from '../../src/units/index.ts';
import { sensing, start } from '../start.ts';
import { tree } from '../trees.ts';

/** Grows by so many megabytes for each message, and answers when it has. */
const GROWS = `
  const { parentPort } = require('node:worker_threads');
  const kept = [];
  parentPort.on('message', (megabytes) => {
    for (let turn = 0; turn < megabytes; turn++) kept.push(Array.from({ length: 131072 }, (_, at) => at + 0.5));
    parentPort.postMessage('grown');
  });
  parentPort.postMessage('ready');
`;

async function worker(unit: string): Promise<Worker> {
  const made = new Worker(GROWS, { eval: true });
  onTestFinished(() => void made.terminate());
  await once(made, 'message');
  instrumentWorker(made, unit);
  return made;
}

async function grow(each: Worker, megabytes: number): Promise<void> {
  const grown = once(each, 'message');
  each.postMessage(megabytes);
  await grown;
}

test('of two workers, only the series of the one that leaks grows', async () => {
  const { clock, sdk, instrumentation } = start(tree('nowhere'), sensing('units'));
  const [leaking, steady] = [await worker('leaking'), await worker('steady')];
  /** What they hold: the answer to a question comes with the next. */
  const held = async (): Promise<readonly [number, number]> => {
    clock.advance(1);
    for (const each of [leaking, steady]) {
      await each.getHeapStatistics();
      await each.cpuUsage?.();
    }
    await setImmediate();
    clock.advance(1);
    const points = await sdk.points();
    const of = (unit: string): number =>
      points[`plimsoll.unit.heap.used{plimsoll.unit=${unit}}`] ?? Number.NaN;
    return [of('leaking'), of('steady')];
  };
  const before = await held();
  await grow(leaking, 32);
  const after = await held();
  expect(after[0] - before[0]).toBeGreaterThan(30e6);
  expect(Math.abs(after[1] - before[1])).toBeLessThan(3e6);
  const { leaking: used, steady: rest } = instrumentation.read().units ?? {};
  expect(used?.loopSeconds).toBeGreaterThan(rest?.loopSeconds ?? Number.NaN);
  expect(used?.cpuSeconds).toBeGreaterThan(rest?.cpuSeconds ?? Number.NaN);
  await leaking.terminate();
  clock.advance(1);
  expect((await sdk.points())['plimsoll.unit.heap.used{plimsoll.unit=leaking}']).toBe(0);
});

test('lets go of a worker that has ended, and of one that is told', async () => {
  const { workers } = unitRegistry();
  const first = await worker('first');
  const second = await worker('second');
  expect(workers.size).toBe(2);
  await first.terminate();
  instrumentWorker(second, 'renamed')[Symbol.dispose]();
  expect(workers.size).toBe(0);
});

test('refuses what is no worker', () => {
  expect(() => instrumentWorker({} as Worker, 'a')).toThrow(TypeError);
  expect(() => instrumentWorker(undefined as unknown as Worker, 'a')).toThrow(TypeError);
});

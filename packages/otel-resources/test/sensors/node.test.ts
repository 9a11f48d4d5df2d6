import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { sensing, start } from '../start.ts';
import { tree } from '../trees.ts';

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

test('event loop: the share of the time that it was busy fits its times', async () => {
  const { clock, sdk, instrumentation } = start(tree('nowhere'), sensing('event_loop'));
  const before = await sdk.points();
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  clock.advance(1);
  const after = await sdk.points();
  const grown = (state: string): number => {
    const key = `nodejs.eventloop.time{nodejs.eventloop.state=${state}}`;
    return (after[key] ?? 0) - (before[key] ?? 0);
  };
  const share = grown('active') / (grown('active') + grown('idle'));
  expect(share).toBeGreaterThan(0);
  expect(after['nodejs.eventloop.utilization']).toBeCloseTo(share);
  expect(instrumentation.read().eventLoop?.utilization).toBeCloseTo(share);
});

test('event loop: tells the delays of the loop in order', async () => {
  const { clock, sdk } = start(tree('nowhere'), sensing('event_loop'));
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  clock.advance(1);
  const points = await sdk.points();
  const delays = ['min', 'p50', 'p90', 'p99', 'max'].map(
    (name) => points[`nodejs.eventloop.delay.${name}`] ?? Number.NaN,
  );
  expect(delays.some(Number.isNaN)).toBe(false);
  expect(delays).toEqual(delays.toSorted((a, b) => a - b));
});

test('heap: tells every space that holds something, and the limit', async () => {
  const { sdk, instrumentation } = start(tree('nowhere'), sensing('heap'));
  const points = await sdk.points();
  const old = '{v8js.heap.space.name=old_space}';
  expect(points[`v8js.memory.heap.used${old}`]).toBeGreaterThan(0);
  expect(points[`v8js.memory.heap.space.size${old}`]).toBeGreaterThanOrEqual(
    points[`v8js.memory.heap.used${old}`] ?? Number.NaN,
  );
  expect(points[`v8js.memory.heap.space.physical_size${old}`]).toBeGreaterThan(0);
  expect(points['plimsoll.memory.heap.limit']).toBe(getHeapStatistics().heap_size_limit);
  const { heap } = instrumentation.read();
  expect(points['plimsoll.memory.heap.utilization']).toBe(
    (heap?.usedBytes ?? 0) / (heap?.limitBytes ?? 0),
  );
  expect(points['plimsoll.memory.external.usage']).toBeGreaterThanOrEqual(
    points['plimsoll.memory.array_buffer.usage'] ?? Number.NaN,
  );
});

test('gc: counts every collection of a batch', async () => {
  const { sdk } = start(tree('nowhere'), sensing('gc'));
  await setImmediate();
  for (let turn = 0; turn < 5; turn++) collectGarbage();
  for (let turn = 0; turn < 3; turn++) await setImmediate();
  const points = await sdk.points();
  expect(points['v8js.gc.duration{v8js.gc.type=major}']).toBeGreaterThanOrEqual(5);
});

test('gc: listens no more after its end', async () => {
  const { sdk, instrumentation } = start(tree('nowhere'), sensing('gc'));
  instrumentation.disable();
  collectGarbage();
  for (let turn = 0; turn < 3; turn++) await setImmediate();
  expect(await sdk.points()).toEqual({});
});

test('sees an array buffer at the next sample', () => {
  const { clock, instrumentation } = start(tree('nowhere'), sensing('heap'));
  const before = instrumentation.read().heap?.arrayBufferBytes ?? 0;
  const buffer = new ArrayBuffer(2 ** 26);
  clock.advance(1);
  const { heap } = instrumentation.read();
  expect(heap?.arrayBufferBytes).toBeGreaterThanOrEqual(before + buffer.byteLength / 2);
  expect(heap?.externalBytes).toBeGreaterThanOrEqual(heap?.arrayBufferBytes ?? 0);
});

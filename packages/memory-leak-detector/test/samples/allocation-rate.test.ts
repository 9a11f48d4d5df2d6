import { setImmediate as turn } from 'node:timers/promises';
import { soon } from '@plimsoll/kernel/test/soon';
import { expect, test } from 'vitest';
import { type AllocationMeter, measureAllocation } from '../../src/samples/allocation-rate.ts';

const MEBIBYTE = 2 ** 20;

function allocate(bytes: number): number {
  let left = 0;
  for (let count = 0; count < bytes / 1024; count++) left += new Array(128).fill(count).length;
  return left;
}

test('what is allocated is told by the collections of the young generation', async () => {
  using meter = measureAllocation() as AllocationMeter;
  const before = meter.read();
  expect(before).toBeLessThan(70 * MEBIBYTE);
  expect(allocate(300 * MEBIBYTE)).toBeGreaterThan(0);
  await soon(async () => {
    await turn();
    expect(meter.read() - before).toBeGreaterThan(200 * MEBIBYTE);
  });
  expect(meter.read() - before).toBeLessThan(600 * MEBIBYTE);
});

import { describe, expect, test } from 'vitest';
import { MEBIBYTE, process } from './simulated-process.ts';

describe('metrics', () => {
  test('before anything was seen are the states alone', async () => {
    const { points } = process();
    expect(await points()).toEqual({
      'plimsoll.memory.leak.detections{heap}': 0,
      'plimsoll.memory.leak.detections{external}': 0,
      'plimsoll.memory.leak.detections{native}': 0,
      'plimsoll.nodejs.listener.warnings{}': 0,
      'plimsoll.memory.leak.suspicion{heap}': 0,
      'plimsoll.memory.leak.suspicion{external}': 0,
      'plimsoll.memory.leak.suspicion{native}': 0,
      ...statusOf('heap', 'unknown'),
      ...statusOf('external', 'unknown'),
      ...statusOf('native', 'unknown'),
    });
  });

  test('of a leak are its rate, suspicion and state, and the heap by space', async () => {
    const { live, points } = process();
    live(30);
    live(120, { heap: MEBIBYTE / 2 });
    const seen = await points();
    expect(seen).toMatchObject({
      'plimsoll.memory.used_after_gc{old_space}': 69 * MEBIBYTE,
      'plimsoll.memory.used_after_gc{code_space}': MEBIBYTE,
      'plimsoll.memory.leak.suspicion{heap}': 1,
      'plimsoll.memory.leak.detections{heap}': 1,
      'plimsoll.memory.growth.rate{external}': 0,
      ...statusOf('heap', 'confirmed'),
      ...statusOf('external', 'none'),
    });
    expect(seen['plimsoll.memory.growth.rate{heap}']).toBeCloseTo(MEBIBYTE / 2, -4);
  });
});

function statusOf(area: string, current: string): Record<string, number> {
  const states = ['unknown', 'none', 'suspected', 'confirmed'];
  return Object.fromEntries(
    states.map((state) => [
      `plimsoll.memory.leak.status{${area},${state}}`,
      state === current ? 1 : 0,
    ]),
  );
}

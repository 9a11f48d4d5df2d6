import { expect, test } from 'vitest';
import { eventInWords } from '../../src/demo/event-words.ts';

const confirmed = (culprit: Readonly<Record<string, string | number>>): string =>
  eventInWords({
    name: 'plimsoll.memory.leak.confirmed',
    severity: 'ERROR',
    time: 0,
    attributes: {
      'plimsoll.memory.area': 'heap',
      'plimsoll.memory.growth.rate': 524_288,
      'plimsoll.resource.exhaustion.time_left': 161.3,
      ...culprit,
    },
  });

test('a confirmed leak is told with the function whose allocations stay', () => {
  const culprit = {
    'code.function.name': 'rememberVisit',
    'code.file.path': '/app/src/faults/leak.ts',
    'code.line.number': 9,
  };
  expect(confirmed(culprit)).toBe(
    'ERROR leak of heap confirmed, +0.52 MB/s, full in 161.3 s, by rememberVisit (leak.ts:9)',
  );
});

test('a confirmed leak whose culprit is not known is told without one', () => {
  expect(confirmed({})).toBe('ERROR leak of heap confirmed, +0.52 MB/s, full in 161.3 s');
});

test('a heap that is nearly full is told with what is left of it', () => {
  const words = eventInWords({
    name: 'plimsoll.memory.near_limit',
    severity: 'ERROR',
    time: 0,
    attributes: {
      'plimsoll.memory.used': 106_273_000,
      'plimsoll.memory.limit': 134_217_728,
      'plimsoll.resource.exhaustion.time_left': 41.47,
    },
  });
  expect(words).toBe('ERROR heap near its limit: 106.3 MB of 134.2 MB, full in 41.5 s');
});

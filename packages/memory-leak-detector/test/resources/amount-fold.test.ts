import { expect, test } from 'vitest';
import { createLeakFold, type LeakState } from '../../src/processor.ts';

const MINUTE = 60;

interface Told {
  readonly states: readonly LeakState[];
  readonly timeLeft: number | undefined;
}

/** Looks once a minute. */
function judged(value: (minute: number) => number, minutes: number, limit?: number): Told {
  const fold = createLeakFold();
  const states: LeakState[] = [];
  let timeLeft: number | undefined;
  for (let minute = 0; minute < minutes; minute++) {
    const verdict = fold.push({ time: minute * MINUTE, value: value(minute), limit });
    if (verdict.state !== (states.at(-1) ?? 'unknown')) states.push(verdict.state);
    timeLeft = verdict.timeLeftSeconds;
  }
  return { states, timeLeft };
}

test('sockets that are never closed are confirmed, with the time that is left', () => {
  const { states, timeLeft } = judged((minute) => 40 + 10 * minute, 60, 1024);
  expect(states).toEqual(['none', 'suspected', 'confirmed']);
  expect(timeLeft).toBeCloseTo(((1024 - 40 - 590) / 10) * MINUTE, 0);
});

test('timers that are never cleared are confirmed without a limit, and nothing is said of their end', () => {
  const { states, timeLeft } = judged((minute) => 300 + 20 * minute, 90);
  expect(states).toEqual(['none', 'suspected', 'confirmed']);
  expect(timeLeft).toBeUndefined();
});

test('a leak that is given back is resolved', () => {
  const leak = (minute: number): number => (minute < 60 ? 40 + 10 * minute : 45);
  const { states } = judged(leak, 90, 1024);
  expect(states).toEqual(['none', 'suspected', 'confirmed', 'none']);
});

test('what has outgrown its nominal end by a step is judged by its new size', () => {
  const stepped = (minute: number): number => (minute < 20 ? 100 : 20_000 + 3 * minute);
  expect(judged(stepped, 200).states).not.toContain('suspected');
});

test('what is no number is passed over', () => {
  const fold = createLeakFold();
  expect(fold.push({ time: 0, value: Number.NaN }).state).toBe('unknown');
  expect(fold.push({ time: Number.NaN, value: 1 }).state).toBe('unknown');
});

test('accuses no amount that follows the load that it is told with', () => {
  const open = (minute: number): number => Math.round(2000 * Math.min(1, minute / 240));
  const statesOf = (told: (minute: number) => number | undefined): Set<string> => {
    const fold = createLeakFold();
    const states = Array.from({ length: 480 }, (_, minute) =>
      fold.push({
        time: minute * 60,
        value: 50 + 3 * open(minute),
        limit: 10_000,
        load: told(minute),
      }),
    );
    return new Set(states.map(({ state }) => state));
  };
  expect(statesOf(open)).toEqual(new Set(['unknown', 'none']));
  for (const unknown of [undefined, Number.NaN, -1, Number.POSITIVE_INFINITY])
    expect(statesOf(() => unknown)).toContain('confirmed');
});

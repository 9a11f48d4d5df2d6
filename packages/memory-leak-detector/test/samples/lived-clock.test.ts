import { type FakeClock, fakeClock } from '@plimsoll/kernel';
import { describe, expect, test } from 'vitest';
import { createLivedClock } from '../../src/samples/lived-clock.ts';

function live(clock: FakeClock, gaps: readonly number[], interval = 10): readonly number[] {
  const lived = createLivedClock(clock, interval);
  return gaps.map((gap) => {
    clock.advance(gap);
    return lived.now();
  });
}

describe('the time that was lived', () => {
  test('is that of the clock while it is read in time, or late by no more than once the interval', () => {
    const clock = fakeClock();
    clock.advance(100);
    expect(live(clock, [10, 3, 10, 20, 0])).toEqual([110, 113, 123, 143, 143]);
  });

  test('has an interval for each stretch in which the process was stopped', () => {
    expect(live(fakeClock(), [10, 3600, 10, 86_400, 10])).toEqual([10, 20, 30, 40, 50]);
  });

  test('is that of the clock while a loop is busy for seconds, however short the interval', () => {
    expect(live(fakeClock(), [0.5, 3, 5, 8], 0.5)).toEqual([0.5, 3.5, 8.5, 9]);
  });

  test('goes on where the clock goes backwards, from where that is', () => {
    const readings = [100, 110, 90, 100];
    const clock = { ...fakeClock(), now: () => readings.shift() as number };
    const lived = createLivedClock(clock, 10);
    expect([lived.now(), lived.now(), lived.now()]).toEqual([110, 90, 100]);
  });

  test('changes no timer and no time of the day', () => {
    const clock = fakeClock();
    const lived = createLivedClock(clock, 10);
    clock.advance(3600);
    expect(lived.epochMillis()).toBe(clock.epochMillis());
    const seen: number[] = [];
    lived.every(10, () => seen.push(clock.now()));
    clock.advance(20);
    expect(seen).toEqual([3610, 3620]);
  });
});

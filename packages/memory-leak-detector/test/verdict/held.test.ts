import { describe, expect, test } from 'vitest';
import { createLeakFold, type LeakState } from '../../src/verdict/leak-verdict.ts';
import type { LeakSample } from '../../src/verdict/scales.ts';
import { HALF_HELD, type Witness } from '../../src/verdict/witnesses.ts';
import { DEFAULTS, MEBIBYTE, sampleAt } from './shapes.ts';

/**
 * Half a MiB every minute, or every so many seconds, from 10 of 128 on; the samples of the given indexes tell what was held.
 * By the minute the heap lasts for hours, by ten seconds for half of one, by the hour for days.
 */
function leak(length: number, held: readonly number[], every = 60): LeakSample[] {
  return Array.from({ length }, (_, index) => {
    const sample = sampleAt(60 + index * every, 10 + index / 2, 128);
    return { ...sample, held: held.includes(index) ? sample.value : undefined };
  });
}

function last(samples: readonly LeakSample[], witness?: Witness): LeakState | undefined {
  const judge = createLeakFold(DEFAULTS, witness);
  return samples.map((sample) => judge.push(sample).state).at(-1);
}

describe('samples that tell what was really held', () => {
  const two: Witness = { count: 2, within: 1, factor: 1, estimated: true, borneOut: true };

  test('must be as many in a window that accuses as are asked for', () => {
    expect(last(leak(57, [30]), two)).toBe('none');
    expect(last(leak(57, [20, 30]), two)).toBe('suspected');
  });

  test('must be as many in the share of the window, up to its end, that is asked for', () => {
    const late = { ...two, factor: 2, within: 1 / 2 };
    expect(last(leak(57, [5, 10]), late)).toBe('none');
    expect(last(leak(57, [10, 50]), late)).toBe('none');
    expect(last(leak(57, [40, 50]), late)).toBe('suspected');
  });

  test('must bear out after the suspicion what it foretold', () => {
    const borneOut = leak(75, [20, 40, 70]);
    expect(last(borneOut.slice(0, 70), two)).toBe('suspected');
    expect(last(borneOut, two)).toBe('confirmed');
    expect(last(borneOut.slice(0, 70), { ...two, borneOut: false })).toBe('confirmed');
    const half = borneOut.map((sample, index) =>
      index === 70 ? { ...sample, held: (10 + 20 + 7) * MEBIBYTE } : sample,
    );
    expect(last(half, two)).toBe('suspected');
  });

  test('must be five to confirm where the end is days away, for steps between four may lie in a line', () => {
    const HOURLY = 3600;
    expect(last(leak(71, [20, 40, 55, 70]), two)).toBe('confirmed');
    expect(last(leak(71, [20, 40, 55, 70], HOURLY), two)).toBe('suspected');
    expect(last(leak(86, [20, 40, 55, 70, 85], HOURLY), two)).toBe('confirmed');
  });

  test('must bear out of growth in waves what can be vouched for, not the rise of a wave', () => {
    const judge = createLeakFold(DEFAULTS, two);
    const wave = (2 * Math.PI) / 240;
    const states = Array.from({ length: 45 }, (_, index) => {
      const time = 10 * (index + 1);
      const sample = sampleAt(
        time,
        8 + 0.04 * (time + (0.9 / wave) * Math.sin(wave * time + 3)),
        128,
      );
      return judge.push({ ...sample, held: time % 100 === 0 ? sample.value : undefined }).state;
    });
    expect(states.at(-1)).toBe('confirmed');
  });

  test('bound the growth by what the last of them tells', () => {
    const seen = { ...two, estimated: false };
    expect(last(leak(60, [5, 10, 20, 30]), seen)).toBe('suspected');
    expect(last(leak(60, [5, 10, 20, 30]), { ...seen, factor: 2 })).toBe('confirmed');
  });

  test('must reach into the last quarter of a window that confirms, where the rest is estimated', () => {
    const twice = { ...two, factor: 2 };
    expect(last(leak(60, [5, 10, 20, 30]), twice)).toBe('suspected');
    expect(last(leak(60, [5, 10, 20, 50]), twice)).toBe('confirmed');
  });

  test('confirm at once what has been seen to have eaten enough', () => {
    const grave = leak(53, [20, 49]);
    const collected = (held: number) => ({
      ...sampleAt(60 + 52 * 60 + 5, held, 128),
      held: held * MEBIBYTE,
    });
    expect(last(grave, two)).toBe('suspected');
    expect(last([...grave, collected(36)], two)).toBe('confirmed');
    expect(last([...grave, collected(34.5)], two)).toBe('suspected');
  });

  test('leave no doubt that a look which finds nothing could raise, until the alarm is over', () => {
    const judge = createLeakFold(DEFAULTS, two);
    const pausing = Array.from({ length: 24 }, (_, index) =>
      sampleAt(60 + (75 + index) * 60, 47, 128),
    );
    const verdicts = [...leak(75, [20, 40, 70]), ...pausing].map((sample) => judge.push(sample));
    expect(verdicts.slice(-24)).toEqual(
      pausing.map(() => expect.objectContaining({ state: 'confirmed', suspicion: 1 })),
    );
  });

  test('need not keep to what was foretold where four fifths of the head-room are gone', () => {
    const thrashing = (held: number) =>
      last([...leak(57, [20, 30]), { ...sampleAt(10_000, held, 64), held: held * MEBIBYTE }], two);
    expect(thrashing(53)).toBe('suspected');
    expect(thrashing(54)).toBe('confirmed');
  });

  test('must still rise among themselves, whatever is said between them', () => {
    const rising = leak(80, [20, 40, 60, 70]);
    expect(last(rising, two)).toBe('confirmed');
    const slowing = rising.map((sample, index) =>
      index > 40 && sample.held ? { ...sample, held: 30 * MEBIBYTE } : sample,
    );
    expect(last(slowing, two)).not.toBe('confirmed');
  });

  test('must be one where no number is asked for, and one more to confirm', () => {
    expect(last(leak(57, []))).toBe('none');
    expect(last(leak(57, [40]))).toBe('suspected');
    expect(last(leak(57, [25, 40]))).toBe('confirmed');
  });

  test('must tell of growth themselves', () => {
    const dead = leak(57, [13, 25, 40]).map((sample) =>
      sample.held ? { ...sample, held: sample.held / 3 } : sample,
    );
    expect(last(dead)).toBe('none');
  });
});

test('garbage that is collected is growth that was given back, but for values that are estimates', () => {
  // A leak of 60 MiB an hour below garbage that comes and goes by 150 MiB, every ten minutes.
  const samples = Array.from({ length: 1080 }, (_, index) => {
    const time = index * 10;
    const since = time % 600;
    const live = (20 + (60 * time) / 3600) * MEBIBYTE;
    const value = live + (since / 4) * MEBIBYTE;
    return { time, value, limit: 512 * MEBIBYTE, held: since === 0 ? live : undefined };
  });
  expect(last(samples, HALF_HELD)).not.toBe('confirmed');
  expect(last(samples, { ...HALF_HELD, estimated: true })).toBe('confirmed');
});

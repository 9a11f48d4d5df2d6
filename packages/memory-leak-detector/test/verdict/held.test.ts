import { describe, expect, test } from 'vitest';
import { createLeakFold, type LeakState } from '../../src/verdict/leak-verdict.ts';
import type { LeakSample } from '../../src/verdict/scales.ts';
import type { Witness } from '../../src/verdict/witnesses.ts';
import { DEFAULTS, MEBIBYTE, sampleAt } from './shapes.ts';

/**
 * Half a MiB every minute, or every so many seconds, from 10 of 128 on; the samples of the given indexes tell what was held.
 * By the minute the heap lasts for hours, by ten seconds for half of one.
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
  const four: Witness = { suspected: 3, confirmed: 4, factor: 1, estimated: true };

  test('must be as many in a window as are asked for', () => {
    expect(last(leak(57, [10, 25]), four)).toBe('none');
    expect(last(leak(57, [20, 30, 45]), four)).toBe('suspected');
    expect(last(leak(57, [20, 25, 30, 45]), four)).toBe('confirmed');
  });

  test('need be one less where the heap will be full within two hours', () => {
    expect(last(leak(57, [20, 30, 45], 10), four)).toBe('confirmed');
    expect(last(leak(57, [10, 25], 10), four)).toBe('suspected');
    expect(last(leak(57, [30], 10), four)).toBe('none');
  });

  test('need be half as many for twice the growth', () => {
    expect(last(leak(110, [20, 40]), four)).toBe('suspected');
    expect(last(leak(110, [20, 80]), four)).toBe('confirmed');
  });

  test('bound the growth by what the last of them tells', () => {
    expect(last(leak(60, [5, 10, 20, 30]), four)).toBe('suspected');
    expect(last(leak(60, [5, 10, 20, 30]), { ...four, factor: 2 })).toBe('confirmed');
  });

  test('must still rise among themselves, whatever is said between them', () => {
    const rising = leak(80, [20, 40, 60, 70]);
    expect(last(rising, four)).toBe('confirmed');
    const slowing = rising.map((sample, index) =>
      index > 40 && sample.held ? { ...sample, held: 30 * MEBIBYTE } : sample,
    );
    expect(last(slowing, four)).not.toBe('confirmed');
  });

  test('must be one where no number is asked for, and tell of half of the growth', () => {
    expect(last(leak(57, []))).toBe('none');
    expect(last(leak(57, [40]))).toBe('confirmed');
    expect(last(leak(57, [13]))).toBe('suspected');
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
  const garbage: Witness = { suspected: 1, confirmed: 1, factor: 2, estimated: false };
  expect(last(samples, garbage)).not.toBe('confirmed');
  expect(last(samples, { ...garbage, estimated: true })).toBe('confirmed');
});

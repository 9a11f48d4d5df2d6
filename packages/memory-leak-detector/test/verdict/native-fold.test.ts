import { describe, expect, test } from 'vitest';
import { createLeakFold, type LeakFold, type LeakState } from '../../src/verdict/leak-verdict.ts';
import { createNativeFold } from '../../src/verdict/native-fold.ts';
import type { LeakSample } from '../../src/verdict/scales.ts';
import { DEFAULTS, MEBIBYTE, sampleAt, seeded } from './shapes.ts';

const OPTIONS = { ...DEFAULTS, minBinSeconds: 30, materiality: 32 * MEBIBYTE };

/** Ten seconds apart, collected at the end of each minute or as often as said. */
function samples(minutes: number, level: (second: number) => number, every = 60): LeakSample[] {
  return Array.from({ length: minutes * 6 }, (_, index) => {
    const sample = sampleAt(10 * (index + 1), level(10 * index), 1024);
    return { ...sample, held: (index * 10 + 10) % every === 0 ? sample.value : undefined };
  });
}

/**
 * MiB by every ten seconds of a healthy process on a machine that stalled ever longer: what it made up for at once was
 * larger each time, and the allocator kept it. Recorded of node-cron 4.0.5, which makes a formatter of ICU for each task.
 */
const MARKS_OF_BURSTS = [
  46, 48, 49, 108, 108, 108, 108, 108, 108, 108, 106, 106, 106, 116, 116, 116, 116, 117, 117, 118,
  118, 118, 118, 119, 177, 179, 182, 182, 205, 201, 274, 269, 269, 270, 270, 444, 444, 444, 439,
  438, 437, 435, 436, 436, 436, 436, 436, 436, 630, 696, 731, 733, 736, 765, 770, 894, 890,
];
const COLLECTED = new Set([10, 19, 24, 34, 35, 42, 48, 49, 50, 53, 55]);

function states(fold: LeakFold, seen: readonly LeakSample[]): Set<LeakState> {
  return new Set(seen.map((sample) => fold.push(sample).state));
}

describe('native memory', () => {
  test('that grows with every request is confirmed', () => {
    const leak = samples(30, (second) => 40 + second / 5);
    expect(states(createNativeFold(OPTIONS), leak)).toContain('confirmed');
  });

  test('of a leak that comes by fits and starts is confirmed', () => {
    const random = seeded(7);
    const leak = samples(40, (second) => 40 + second / 5 + 10 * random());
    expect(states(createNativeFold(OPTIONS), leak)).toContain('confirmed');
  });

  test('whose allocator keeps the mark of ever larger bursts is not even suspected', () => {
    const marks = MARKS_OF_BURSTS.map((level, index) => {
      const sample = sampleAt(10 * (index + 1), level, 174);
      return { ...sample, held: COLLECTED.has(index) ? sample.value : undefined };
    });
    expect(states(createLeakFold(OPTIONS), marks)).toContain('suspected');
    expect(states(createNativeFold(OPTIONS), marks)).not.toContain('suspected');
  });

  test('that dead objects hold until the first collection, and the allocator after it, is not even suspected', () => {
    const filling = samples(20, (second) => 40 + Math.min(540, second) / 2, 540);
    expect(states(createLeakFold(OPTIONS), filling)).toContain('suspected');
    expect(states(createNativeFold(OPTIONS), filling)).not.toContain('suspected');
  });
});

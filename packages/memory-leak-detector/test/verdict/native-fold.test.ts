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

/** The mark of ever larger bursts, which come every one to seven minutes, by the second. */
function marksOfBursts(seed: number): (second: number) => number {
  const random = seeded(seed);
  const marks: { readonly from: number; readonly mark: number }[] = [];
  let mark = 40;
  for (let from = 0; from < 1800; from += 60 + 340 * random()) {
    if (random() < 0.6) mark += 10 + 50 * random();
    marks.push({ from, mark });
  }
  return (second) => marks.findLast(({ from }) => from <= second)?.mark ?? 40;
}

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

  test('whose allocator keeps the mark of every larger burst is not even suspected', () => {
    const marks = Array.from({ length: 100 }, (_, seed) => samples(30, marksOfBursts(seed)));
    const suspectedBy = (create: () => LeakFold): number =>
      marks.filter((seen) => states(create(), seen).has('suspected')).length;
    expect(suspectedBy(() => createLeakFold(OPTIONS))).toBeGreaterThan(5);
    expect(suspectedBy(() => createNativeFold(OPTIONS))).toBe(0);
  });

  test('that dead objects hold until the first collection, and the allocator after it, is not even suspected', () => {
    const filling = samples(20, (second) => 40 + Math.min(540, second) / 2, 540);
    expect(states(createLeakFold(OPTIONS), filling)).toContain('suspected');
    expect(states(createNativeFold(OPTIONS), filling)).not.toContain('suspected');
  });

  /** At which second a collection is wanted first. */
  const wanted = (seen: readonly LeakSample[]): number | undefined => {
    const fold = createNativeFold(OPTIONS);
    return seen.find((sample) => {
      fold.push(sample);
      return fold.inDoubt;
    })?.time;
  };

  test('that grows where nothing is collected is in doubt once it would be suspected', () => {
    const leak = (every: number) => samples(30, (second) => 40 + second / 5, every);
    const fold = createNativeFold(OPTIONS);
    const suspected = leak(60).find((sample) => fold.push(sample).state === 'suspected');
    const late = (wanted(leak(3600)) as number) - (suspected?.time as number);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThanOrEqual(60);
  });

  test('is not in doubt where it does not grow, nor where collections tell', () => {
    expect(wanted(samples(60, () => 40, 3600))).toBeUndefined();
    const given = samples(60, (second) => 40 + (second % 600) / 5, 60);
    expect(wanted(given)).toBeUndefined();
  });

  test('that is suspected is in doubt until a collection bears it out', () => {
    const fold = createNativeFold({ ...OPTIONS, suspectedHeadroomRatio: 0.01 });
    const doubts = samples(30, (second) => 40 + second / 5, 120).map((sample) => {
      const { state } = fold.push(sample);
      return `${state} ${fold.inDoubt}`;
    });
    expect(doubts).toContain('suspected true');
    expect(doubts.at(-1)).toBe('confirmed false');
  });

  test('that the allocator keeps of garbage is not even suspected, however it was collected before', () => {
    const fold = createNativeFold(OPTIONS);
    let collected = 0;
    let mark = 0;
    const seen = Array.from({ length: 120 }, (_, index) => {
      const time = 10 * (index + 1);
      mark = Math.max(mark, (time - collected) / 2);
      const sample = sampleAt(time, 80 + mark, 208);
      const byItself = time < 250 && time % 40 === 0;
      const asked = fold.inDoubt && time - collected >= 60;
      if (byItself || asked) collected = time;
      return fold.push({ ...sample, held: collected === time ? sample.value : undefined }).state;
    });
    expect(new Set(seen)).toEqual(new Set(['unknown', 'none']));
    expect(collected).toBeGreaterThan(250);
  });

  test('that turns out to be garbage is in doubt for two collections, not until a scale of hours is looked at again', () => {
    const fold = createNativeFold(OPTIONS);
    let collected = 0;
    const asked: number[] = [];
    for (let time = 10; time <= 12 * 3600; time += 10) {
      const sample = sampleAt(time, 40 + (time - collected) / 30, 1024);
      if (fold.inDoubt && time - collected >= 60) {
        asked.push(time);
        collected = time;
      }
      fold.push({ ...sample, held: collected === time ? 40 * MEBIBYTE : undefined });
    }
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((time) => time < (asked[0] as number) + 3600)).toHaveLength(2);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemorySamples, type HeapReading } from '../../src/samples/memory-samples.ts';

function reading(old: number, external = 0, time = 0): HeapReading {
  return { time, old, usage: { rss: 50, heapTotal: 60, external }, oldSpace: 100, memory: 1000 };
}

describe('the heap between two collections', () => {
  test('is not known before two collections were seen', () => {
    const samples = createMemorySamples({ estimateFrom: 0 });
    expect(samples.estimated(reading(10))).toBeUndefined();
    samples.collected(reading(10));
    expect(samples.estimated(reading(12))).toBeUndefined();
    samples.collected(reading(11));
    expect(samples.estimated(reading(12))).toBeDefined();
  });

  test('is not known while the process starts', () => {
    const samples = createMemorySamples({ estimateFrom: 30 });
    samples.collected(reading(10));
    samples.estimated(reading(11));
    samples.collected(reading(11));
    expect(samples.estimated(reading(12, 0, 29))).toBeUndefined();
    expect(samples.estimated(reading(12, 0, 30))).toBeDefined();
  });

  test('is that after the last where nothing survived before it', () => {
    const samples = createMemorySamples({ estimateFrom: 0 });
    samples.collected(reading(10));
    samples.estimated(reading(30));
    samples.collected(reading(10));
    expect(samples.estimated(reading(25))).toMatchObject({ value: 10, held: undefined });
  });

  test('grows as the old generation does where all survived', () => {
    const samples = createMemorySamples({ estimateFrom: 0 });
    samples.collected(reading(10));
    samples.estimated(reading(20));
    samples.collected(reading(22));
    expect(samples.estimated(reading(30, 0, 7))).toEqual({
      time: 7,
      value: 30,
      limit: 100,
      held: undefined,
    });
  });

  test('grows by the share that survived before the last collection', () => {
    const samples = createMemorySamples({ estimateFrom: 0 });
    samples.collected(reading(10));
    samples.estimated(reading(30));
    samples.collected(reading(15));
    expect(samples.estimated(reading(23))?.value).toBe(15 + 0.25 * 8);
    expect(samples.estimated(reading(14))?.value).toBe(15);
  });

  test('grows by the lesser share of the last two, for one may be a jump', () => {
    const samples = createMemorySamples({ estimateFrom: 0 });
    samples.collected(reading(10));
    samples.estimated(reading(20));
    samples.collected(reading(10));
    samples.estimated(reading(30));
    samples.collected(reading(30));
    expect(samples.estimated(reading(40))?.value).toBe(30);
    samples.collected(reading(40));
    expect(samples.estimated(reading(50))?.value).toBe(50);
  });

  test('is told by both of two collections that follow each other soon, before the timer comes or after', () => {
    const shareOf = (ticks: boolean): number | undefined => {
      const samples = createMemorySamples({ estimateFrom: 0 });
      samples.collected(reading(10));
      samples.estimated(reading(30, 0, 90));
      samples.collected(reading(20, 0, 100));
      if (ticks) samples.estimated(reading(20, 0, 105));
      samples.collected(reading(15, 0, 108));
      return samples.estimated(reading(23, 0, 110))?.value;
    };
    expect([shareOf(true), shareOf(false)]).toEqual([15 + 0.25 * 8, 15 + 0.25 * 8]);
  });

  test('keeps the share where much was taken in before a collection that the timer did not see', () => {
    const samples = createMemorySamples({ estimateFrom: 0 });
    samples.collected(reading(10));
    samples.estimated(reading(20));
    samples.collected(reading(15));
    samples.collected(reading(19, 0, 5));
    samples.collected(reading(18, 0, 50));
    expect(samples.estimated(reading(22, 0, 60))?.value).toBe(18 + 0.5 * 4);
  });

  test('is never less than after the last collection, nor more than the old generation', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(100), fc.nat(50))), fc.nat(200), (cycles, last) => {
        const samples = createMemorySamples({ estimateFrom: 0 });
        let live = 0;
        for (const [before, after] of cycles) {
          samples.estimated(reading(before));
          samples.collected(reading(after));
          live = after;
        }
        const value = samples.estimated(reading(last))?.value ?? live;
        expect(value).toBeGreaterThanOrEqual(live);
        expect(value).toBeLessThanOrEqual(Math.max(live, last));
      }),
    );
  });
});

test('a heap after a collection is what was really held', () => {
  expect(createMemorySamples({ estimateFrom: 0 }).collected(reading(10, 5, 3))).toEqual({
    time: 3,
    value: 10,
    limit: 100,
    held: 10,
  });
});

test('external memory tells what was held at the first reading after a collection, and no more than that', () => {
  const samples = createMemorySamples({ estimateFrom: 0 });
  expect(samples.external(reading(0, 5))).toMatchObject({ value: 5, held: undefined });
  samples.collected(reading(0, 9));
  expect(samples.external(reading(0, 7))).toMatchObject({ value: 7, held: 7 });
  expect(samples.external(reading(0, 8))).toMatchObject({ value: 8, held: undefined });
  samples.collected(reading(0, 3));
  expect(samples.external(reading(0, 6))).toMatchObject({ value: 6, held: 3 });
});

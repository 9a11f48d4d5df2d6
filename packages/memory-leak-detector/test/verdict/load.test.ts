import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createLoadShare, withoutLoad } from '../../src/verdict/load.ts';
import type { LeakSample } from '../../src/verdict/scales.ts';
import { fold, HOUR, type Shape, sampleAt, seeded, statesOf } from './shapes.ts';

vi.setConfig({ testTimeout: 120_000 });

const DAY = 24 * HOUR;

/** From 10 to 100 sessions through the day, the most at noon. */
const day: Shape = (time) => 55 - 45 * Math.cos((2 * Math.PI * time) / DAY);

interface Loaded {
  readonly days: number;
  readonly load: Shape;
  /** MiB that are alive besides 1 MiB for each session. */
  readonly more?: Shape;
  readonly seed?: number;
}

/** A sample a minute of a heap of 512 MiB, with noise of 1 % and a load that flickers by 5 %. */
function samplesOf({ days, load, more = () => 0, seed = 1 }: Loaded): LeakSample[] {
  const random = seeded(seed);
  return Array.from({ length: days * 24 * 60 }, (_, index) => {
    const time = index * 60;
    const sessions = Math.round(load(time) * (0.95 + 0.1 * random()));
    const alive = (100 + sessions + more(time)) * (1.01 + 0.02 * random());
    return { ...sampleAt(time, alive), load: sessions };
  });
}

function untold(samples: readonly LeakSample[]): LeakSample[] {
  return samples.map((sample) => ({ ...sample, load: undefined }));
}

const seeds = fc.integer({ min: 1, max: 1e6 });

describe('a load', () => {
  test('that memory follows is not suspected, however it comes and goes', () => {
    const walk = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 60, maxLength: 400 });
    fc.assert(
      fc.property(walk, fc.integer({ min: 1, max: 20 }), (loads, share) => {
        let load = 0;
        const samples = loads.map((step, index) => {
          load = step > 12 ? Math.max(0, load - step) : load + step;
          return { ...sampleAt(60 * index, 100 + share * load, 200 + 1000 * share), load };
        });
        expect(statesOf(fold(samples))).not.toContain('suspected');
      }),
    );
  });

  test('that memory follows is not confirmed for noise, though the same without it is', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const hours = 1 + (seed % 6);
      const load: Shape = (time) => 10 + 10 * seed * Math.min(1, time / HOUR / hours);
      expect(statesOf(fold(samplesOf({ days: 1, load, seed })))).not.toContain('confirmed');
    }
    const morning: Shape = (time) => 10 + 200 * Math.min(1, time / (4 * HOUR));
    expect(statesOf(fold(untold(samplesOf({ days: 1, load: morning }))))).toContain('confirmed');
  });

  test('that memory follows through the days is not suspected', () => {
    for (let seed = 1; seed <= 5; seed++)
      expect(statesOf(fold(samplesOf({ days: 3, load: day, seed })))).toEqual(['none']);
  });

  test('that is the same all the time changes nothing at all', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 1000 }), (seed, load) => {
        const more: Shape = (time) => (20 * time) / HOUR;
        const samples = samplesOf({ days: 1, load: () => 0, more, seed });
        const told = samples.map((sample) => ({ ...sample, load }));
        expect(fold(told)).toEqual(fold(untold(samples)));
      }),
      { numRuns: 10 },
    );
  });

  test('is told in whatever unit', () => {
    const unit = fc.integer({ min: -20, max: 20 }).map((power) => 2 ** power);
    fc.assert(
      fc.property(seeds, unit, (seed, factor) => {
        const more: Shape = (time) => (10 * time) / HOUR;
        const samples = samplesOf({ days: 1, load: day, more, seed });
        const scaled = samples.map((each) => ({ ...each, load: (each.load ?? 0) * factor }));
        const statesAt = (changes: ReturnType<typeof fold>) =>
          changes.map(({ time, state }) => [time, state]);
        expect(statesAt(fold(scaled))).toEqual(statesAt(fold(samples)));
      }),
      { numRuns: 10 },
    );
  });
});

describe('a leak', () => {
  test('beside a load that comes and goes with the day is confirmed', () => {
    const more: Shape = (time) => (4 * time) / HOUR;
    for (let seed = 1; seed <= 5; seed++)
      expect(statesOf(fold(samplesOf({ days: 3, load: day, more, seed })))).toContain('confirmed');
  });

  test('under a load that rises is confirmed once that levels off, and not before', () => {
    const load: Shape = (time) => 10 + 40 * Math.min(1, time / (6 * HOUR));
    const more: Shape = (time) => (12 * time) / HOUR;
    const changes = fold(samplesOf({ days: 1, load, more }));
    expect(statesOf(changes)).toEqual(['none', 'suspected', 'confirmed']);
    expect(changes.at(-1)?.time).toBeGreaterThan(6 * HOUR);
    expect(changes.at(-1)?.time).toBeLessThan(16 * HOUR);
  });

  test('is not resolved by a load that falls', () => {
    const load: Shape = (time) => (time < 12 * HOUR ? 150 : 10);
    const more: Shape = (time) => (8 * time) / HOUR;
    const before = samplesOf({ days: 1, load, more }).filter(({ time }) => time < 16 * HOUR);
    expect(statesOf(fold(before))).toEqual(['none', 'suspected', 'confirmed']);
  });
});

describe('what a unit of load holds', () => {
  const bins = { width: 10, levels: 4, capacity: 24 };

  test('is the median of what came and went with it', () => {
    const share = createLoadShare(bins);
    for (const [index, load] of [1, 5, 2, 8, 3, 9, 1].entries())
      share.push(index * 10, 100 + 7 * load + (index === 3 ? 50 : 0), load);
    expect(share.at(0)).toEqual({ all: 7, rising: 7 });
  });

  test('is nothing where the load is the same, or falls while the amount rises', () => {
    const share = createLoadShare(bins);
    for (let index = 0; index < 10; index++) share.push(index * 10, 100 + index, 5);
    expect(share.at(0)).toEqual({ all: 0, rising: 0 });
    const falls = createLoadShare(bins);
    for (let index = 0; index < 10; index++) falls.push(index * 10, 100 + index, 20 - index);
    expect(falls.at(0)).toEqual({ all: 0, rising: 0 });
  });

  test('is told apart from a leak by how both come and go', () => {
    const share = createLoadShare(bins);
    for (let index = 0; index < 24; index++) {
      const load = 10 + 5 * (index % 2);
      share.push(index * 10, 100 + 2 * load + 3 * index, load);
    }
    const { all, rising } = share.at(0);
    expect(rising).toBeCloseTo(2 + 3 / 5);
    expect(all).toBeGreaterThanOrEqual(2 - 3 / 5);
    expect(all).toBeLessThanOrEqual(rising);
  });

  test('is known down to the last collection, however rare these are', () => {
    const share = createLoadShare({ ...bins, levels: 16 });
    for (const [index, load] of [10, 20, 40].entries())
      share.push(index * 7200, 100 + 3 * load, load);
    for (const level of [0, 5, 10]) expect(share.at(level)).toEqual({ all: 3, rising: 3 });
  });
});

describe('a window', () => {
  const of = (series: readonly (readonly [value: number, load: number])[]) =>
    series.map(([value, beside], time) => ({ time, value, count: 1, beside }));
  const values = (bins: readonly { readonly value: number }[]) => bins.map(({ value }) => value);
  const share = { all: 10, rising: 20 };

  test('is left as it is where no load explains anything', () => {
    const bins = of([
      [100, 1],
      [120, 2],
    ]);
    const untouched = { bins, perLoad: 0, most: Number.POSITIVE_INFINITY };
    expect(withoutLoad(bins, { all: 0, rising: 0 })).toEqual([untouched]);
  });

  test('is looked at without what the load explains, and without what its highest does', () => {
    const [stayed, followed] = withoutLoad(
      of([
        [100, 1],
        [180, 4],
        [150, 2],
        [260, 5],
      ]),
      share,
    );
    expect(values(stayed?.bins ?? [])).toEqual([100, 120, 90, 180]);
    expect(values(followed?.bins ?? [])).toEqual([100, 150, 140, 220]);
    expect(followed?.most).toBe(80);
  });

  test('in which memory stays as the load falls has not grown', () => {
    const [stayed, followed] = withoutLoad(
      of([
        [100, 1],
        [160, 4],
        [160, 2],
        [160, 1],
      ]),
      share,
    );
    expect(values(stayed?.bins ?? [])).toEqual([100, 100, 100, 100]);
    expect(followed?.most).toBe(0);
  });
});

import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createLeakFold, createLeakProcessor, type WatchedResource } from '../../src/processor.ts';
import { seeded } from '../verdict/shapes.ts';
import { collectedAt, type Series } from './collected.ts';

vi.setConfig({ testTimeout: 60_000 });

const MINUTE = 60;

const noise = fc.record({
  level: fc.integer({ min: 0, max: 5000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  seed: fc.integer(),
});

test('never confirms an amount that only varies about its level, with a limit and without', () => {
  fc.assert(
    fc.property(noise, fc.option(fc.integer({ min: 6000, max: 65_536 })), (series, limit) => {
      const { level, share, seed } = series;
      const random = seeded(seed);
      const fold = createLeakFold();
      for (let minute = 0; minute < 600; minute++) {
        const value = Math.round(level * (1 + share * (random() - 0.5)));
        const { state } = fold.push({ time: minute * MINUTE, value, limit: limit ?? undefined });
        expect(state).not.toBe('confirmed');
      }
    }),
    { numRuns: 50 },
  );
});

test('never confirms what saturates', () => {
  const fills = fc.record({
    height: fc.integer({ min: 100, max: 9000 }),
    minutes: fc.integer({ min: 5, max: 40 }),
  });
  fc.assert(
    fc.property(fills, ({ height, minutes }) => {
      const fold = createLeakFold();
      for (let minute = 0; minute < 600; minute++) {
        const value = 50 + height * (1 - Math.exp(-minute / minutes));
        const { state } = fold.push({ time: minute * MINUTE, value, limit: 65_536 });
        expect(state).not.toBe('confirmed');
      }
    }),
    { numRuns: 50 },
  );
});

const RESOURCES: readonly WatchedResource[] = [
  { metric: 'used', limitMetric: 'limit' },
  { metric: 'timers' },
];

/** What a pool of each name uses, and timers. */
const hours = fc.array(
  fc.record({
    a: fc.integer({ min: 0, max: 50 }),
    b: fc.integer({ min: 0, max: 50 }),
    timers: fc.integer({ min: 0, max: 500 }),
    order: fc.integer(),
  }),
  { minLength: 10, maxLength: 60 },
);

function seriesOf(minute: number, { a, b, timers }: Record<'a' | 'b' | 'timers', number>) {
  const pool = (name: string) => ({ attributes: { pool: name } });
  const series: Series[] = [
    { name: 'used', value: a + 20 * minute, ...pool('a') },
    { name: 'used', value: b, ...pool('b') },
    { name: 'limit', value: 2000, ...pool('a') },
    { name: 'limit', value: 100, ...pool('b') },
    { name: 'timers', value: timers },
    { name: 'other', value: 1 },
  ];
  return series;
}

test('neither the order of the series nor a second, larger telling of one changes anything', () => {
  fc.assert(
    fc.property(hours, (minutes) => {
      const plain = createLeakProcessor({ resources: RESOURCES });
      const mixed = createLeakProcessor({ resources: RESOURCES });
      for (const [minute, each] of minutes.entries()) {
        const series = seriesOf(minute, each);
        const random = seeded(each.order);
        const again = series.map((one) => ({ ...one, value: one.value + 1 }));
        const shuffled = [...series, ...again]
          .map((one) => ({ one, at: random() }))
          .sort((x, y) => x.at - y.at)
          .map(({ one }) => one);
        plain.process(collectedAt(minute * MINUTE, series));
        mixed.process(collectedAt(minute * MINUTE, shuffled));
      }
      const sorted = (processor: typeof plain): unknown[] =>
        processor
          .read()
          .map((each) => JSON.stringify(each))
          .sort();
      expect(sorted(mixed)).toEqual(sorted(plain));
    }),
    { numRuns: 30 },
  );
});

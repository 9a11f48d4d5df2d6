import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../evaluate/outcome.ts';
import { type Judged, medianOf, summaryOf } from '../../evaluate/summary.ts';
import { tableOf } from '../../evaluate/table.ts';

const QUIET: Outcome = {
  name: 'quiet',
  variant: 'healthy',
  verdict: 'none',
  delaySeconds: null,
  area: null,
  culprit: null,
  due: false,
  leak: false,
  undecidable: false,
  culpritRank: null,
  eaten: 0,
  delayRatio: null,
  overhead: 0.001,
  longestSeconds: 0.01,
  samples: 12,
  crashed: false,
};

const FOUND: Partial<Outcome> = {
  variant: 'leaky',
  verdict: 'confirmed',
  leak: true,
  due: true,
  area: 'heap',
};

function judged(outcomes: readonly Partial<Outcome>[]): Judged[] {
  return outcomes.map((outcome) => ({ outcome: { ...QUIET, ...outcome }, readings: {} }));
}

describe('the summary', () => {
  const summary = summaryOf(
    judged([
      { ...FOUND, delaySeconds: 100, delayRatio: 0.1, culprit: 'a', culpritRank: 1 },
      { ...FOUND, delaySeconds: 300, delayRatio: 0.3, culprit: 'b', culpritRank: 3 },
      { ...FOUND, delaySeconds: 200, delayRatio: 0.2, culprit: 'c', culpritRank: null },
      // Found before it was due: a hit among what was confirmed, none among what was due.
      { ...FOUND, due: false, delaySeconds: 900, delayRatio: 0.9 },
      { ...FOUND, verdict: 'suspected' },
      { ...FOUND, verdict: 'none', due: false },
      { verdict: 'confirmed' },
      { verdict: 'suspected' },
      {},
      {},
    ]),
  );

  test('counts confirmed only for precision, and due leaks only for recall', () => {
    expect(summary).toMatchObject({ precision: 4 / 5, recall: 3 / 4, due: 4 });
  });

  test('counts the healthy that were suspected and confirmed', () => {
    expect(summary).toMatchObject({ suspectedHealthy: 1, confirmedHealthy: 1 });
    expect(summary.rates.confirmedHealthy).toMatchObject({ hits: 1, of: 4 });
  });

  test('lists what nobody could have told from a leak in time, and counts it for nothing', () => {
    const undecidable = { verdict: 'confirmed', undecidable: true };
    const of = summaryOf(
      judged([{ ...FOUND }, undecidable, { ...undecidable, verdict: 'suspected' }]),
    );
    expect(of).toMatchObject({ undecidable: 2, precision: 1, suspectedHealthy: 0 });
    expect(of.rates.confirmedHealthy?.of).toBe(0);
    const table = tableOf([{ ...QUIET, ...undecidable }], of);
    expect(table).toMatch(/^quiet +healthy +confirmed .* undecidable +12$/m);
    expect(table).toMatch(/^undecidable, not counted +2$/m);
  });

  test('counts culprits among the due leaks that were found', () => {
    expect(summary).toMatchObject({ culpritTop1: 1 / 3, culpritTop3: 2 / 3 });
  });

  test('gives the middle of the delays of confirmed leaks', () => {
    expect(summary).toMatchObject({ medianDelaySeconds: 250, medianDelayRatio: 0.25 });
  });

  test('has an interval beside every rate', () => {
    expect(summary.rates.recall).toMatchObject({ value: 0.75, hits: 3, of: 4 });
    expect(summary.rates.recall?.low).toBeCloseTo(0.1941, 4);
    expect(summary.rates.recall?.high).toBeCloseTo(0.9937, 4);
  });

  test('gives no rate of nothing', () => {
    const { precision, recall, medianDelaySeconds, culpritTop1 } = summaryOf(judged([{}]));
    expect({ precision, recall, medianDelaySeconds, culpritTop1 }).toEqual({
      precision: null,
      recall: null,
      medianDelaySeconds: null,
      culpritTop1: null,
    });
  });

  test('lets each baseline alarm for any area of the same samples', () => {
    const rising = Array.from({ length: 10 }, (_, value) => ({
      time: value * 10,
      value,
      limit: 100,
    }));
    const [leak, healthy] = judged([FOUND, {}]) as [Judged, Judged];
    const { baselines } = summaryOf([{ ...leak, readings: { external: rising } }, healthy]);
    expect(baselines['memwatch, five growths']).toMatchObject({
      precision: { value: 1 },
      recall: { value: 1 },
      medianDelaySeconds: 50,
    });
    expect(Object.keys(baselines)).toHaveLength(5);
  });

  test('prints every case and every rule with its interval', () => {
    const outcomes = [
      { ...QUIET, ...FOUND, name: 'keeps', delaySeconds: 100, culprit: 'a', culpritRank: 2 },
      { ...QUIET, crashed: true },
    ];
    const table = tableOf(outcomes, summary);
    expect(table).toMatch(/^keeps +leaky +confirmed +100 +- +heap +right, 2 .*yes +12$/m);
    expect(table).toMatch(/^quiet +healthy +none .* 12 †$/m);
    expect(table).toMatch(/^this detector +0\.80 \[0\.28, 0\.99\] 4\/5 +0\.75 .* 250 s$/m);
    expect(table).toMatch(/^memwatch, five growths +-/m);
  });
});

test('the median of an even number is the mean of the middle two', () => {
  expect(medianOf([4, null, 1, 2, 3])).toBe(2.5);
  expect(medianOf([])).toBeNull();
});

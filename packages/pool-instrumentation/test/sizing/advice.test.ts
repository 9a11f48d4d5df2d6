import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adviseFrom, type SizeAdvice } from '../../src/sizing/advice.ts';
import { replayWait } from '../../src/sizing/replay.ts';
import type { Uses } from '../../src/sizing/use-trace.ts';
import { part, traffic, USES } from './traffic.ts';

const TARGET = { waitSeconds: 0.005, quantile: 0.95 };

function advise(uses: Uses): SizeAdvice | undefined {
  const steps = adviseFrom(uses, TARGET);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** By the definition: every connection's end is looked at for every use. */
function waitsByHand({ asked, held }: Uses, size: number): number[] {
  const free = new Array<number>(size).fill(Number.NEGATIVE_INFINITY);
  return [...asked].map((begun, index) => {
    const first = free.indexOf(Math.min(...free));
    const start = Math.max(begun, free[first] as number);
    free[first] = start + (held[index] as number);
    return start - begun;
  });
}

test('a replay waits as a queue with so many connections does', () => {
  const seconds = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(seconds, seconds), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 8 }),
      (pairs, size) => {
        const asked = Float64Array.from(pairs, ([begun]) => begun).sort();
        const uses = { asked, held: Float64Array.from(pairs, ([, held]) => held) };
        const waits = waitsByHand(uses, size).slice(Math.floor(pairs.length * 0.1));
        expect(replayWait(uses, size, 1)).toBeCloseTo(Math.max(...waits), 12);
      },
    ),
  );
});

describe.each(Object.entries(USES))('uses that are %s', (_name, draw) => {
  test.each([0.5, 2, 6, 12])(
    'with %d connections busy: within one of the fewest that keep the target',
    (load) => {
      const all = traffic(7, 120_000, load, draw);
      const fewest = advise(all)?.size as number;
      expect(replayWait(all, fewest, TARGET.quantile)).toBeLessThanOrEqual(TARGET.waitSeconds);
      expect(replayWait(all, fewest - 1, TARGET.quantile)).toBeGreaterThan(TARGET.waitSeconds);
      for (let from = 0; from + 8192 <= 120_000; from += 8192) {
        const size = advise(part(all, from, from + 8192))?.size as number;
        expect(Math.abs(size - fewest)).toBeLessThanOrEqual(1);
      }
    },
  );
});

test('the load is what Little says, and is told with more confidence the more uses there are', () => {
  const all = traffic(3, 20_000, 6, USES.exponential as never);
  const [few, many] = [advise(part(all, 0, 300)), advise(part(all, 0, 20_000))];
  expect(many?.load).toBeCloseTo(6, 0);
  expect(many?.confidence).toBeGreaterThan(0.99);
  expect(few?.confidence).toBeLessThan(0.96);
});

test('nothing is said of fewer than 200 uses', () => {
  const all = traffic(3, 199, 6, USES.exponential as never);
  expect(advise(all)).toBeUndefined();
});

test('a pool that nobody waits for is as small as can be', () => {
  const asked = Float64Array.from({ length: 300 }, (_, index) => index);
  expect(advise({ asked, held: new Float64Array(300).fill(0.01) })).toMatchObject({ size: 1 });
});

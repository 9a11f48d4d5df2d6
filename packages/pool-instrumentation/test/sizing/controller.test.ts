import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adviseFrom } from '../../src/sizing/advice.ts';
import { createAdviser } from '../../src/sizing/adviser.ts';
import { createSizeController, type SizeLimits } from '../../src/sizing/controller.ts';
import { UseTrace } from '../../src/sizing/use-trace.ts';
import { type Draw, randomNumbers, traffic, USES } from './traffic.ts';

const LIMITS: SizeLimits = { floor: 1, ceiling: 40, coolDownSeconds: 60 };
const WAIT_SECONDS = 0.005;
const LOG_NORMAL = USES['log-normal'] as Draw;

interface Phase {
  readonly seconds: number;
  /** Connections that are busy in the mean. */
  readonly load: number;
  /** How much longer the server takes than usual. */
  readonly slowness?: number;
}

/** The sizes of a pool under its controller, one for each ten seconds, and the share of requests that kept the target. */
function simulate(
  start: number,
  phases: readonly Phase[],
  { limits = LIMITS, mayGrow = true, draw = LOG_NORMAL, seed = 11 } = {},
) {
  const random = randomNumbers(seed);
  const trace = new UseTrace();
  const adviser = createAdviser(trace, WAIT_SECONDS);
  adviser.standsSeconds = 10;
  const controller = createSizeController(limits);
  let free = new Array<number>(start).fill(0);
  const sizes: number[] = [];
  let now = 0;
  let kept = 0;
  let all = 0;
  let end = 0;
  for (const { seconds, load, slowness = 1 } of phases) {
    end += seconds;
    while (now < end) {
      now -= (0.02 / load) * Math.log(1 - random());
      const held = draw(random) * slowness;
      free.sort((a, b) => a - b);
      const begun = Math.max(now, free[0] as number);
      free[0] = begun + held;
      trace.returned(trace.granted(now, begun), held);
      all += 1;
      if (begun - now <= WAIT_SECONDS) kept += 1;
      if (now < (sizes.length + 1) * 10) continue;
      const advice = adviser.now(now);
      const size = free.length;
      const used = free.filter((until) => until > now).length;
      const next = advice ? controller.push({ atSeconds: now, size, used, advice, mayGrow }) : size;
      free = next > size ? [...free, ...new Array(next - size).fill(now)] : free.slice(-next);
      sizes.push(next);
    }
  }
  return { sizes, kept: kept / all };
}

/** The fewest connections that keep the target under so much load. */
function fewest(load: number, draw = LOG_NORMAL): number {
  const uses = traffic(5, 120_000, load, draw);
  const steps = adviseFrom(uses, { waitSeconds: WAIT_SECONDS, quantile: 0.95 });
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value?.size as number;
  }
}

describe.each(Object.entries(USES))(
  'under a load that stays, of uses that are %s',
  (_name, draw) => {
    test('it comes within one of the fewest from whatever size, and stays there', {
      timeout: 60_000,
    }, () => {
      fc.assert(
        fc.property(
          fc.constantFrom(0.5, 1, 3, 6, 12, 20),
          fc.integer({ min: 1, max: 40 }),
          fc.nat(),
          (load, start, seed) => {
            const { sizes } = simulate(start, [{ seconds: 900, load }], { draw, seed });
            const late = sizes.slice(-30);
            const least = fewest(load, draw);
            for (const size of late) expect(Math.abs(size - least)).toBeLessThanOrEqual(1);
            const changes = late.filter((size, index) => index > 0 && size !== late[index - 1]);
            expect(changes.length).toBeLessThanOrEqual(1);
          },
        ),
        // The same at each run, for what is said of noise holds for almost all of it.
        { numRuns: 4, seed: 1 },
      );
    });
  },
);

/** Advices at random, one each ten seconds, and what the pool makes of them. */
const ANY_ADVICES = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 60 }),
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    useSeconds: fc.double({ min: 0.01, max: 0.1, noNaN: true }),
    used: fc.nat(40),
    mayGrow: fc.boolean(),
  }),
  { maxLength: 100 },
);

test('whatever the advice, it keeps its limits and its cool-down, and takes nothing from a holder', () => {
  fc.assert(
    fc.property(ANY_ADVICES, fc.integer({ min: 1, max: 40 }), (samples, start) => {
      const limits = { floor: 3, ceiling: 30, coolDownSeconds: 60 };
      const controller = createSizeController(limits);
      let size = Math.min(30, Math.max(3, start));
      let changed = Number.NEGATIVE_INFINITY;
      for (const [index, { used, mayGrow, ...advice }] of samples.entries()) {
        const atSeconds = index * 10;
        const next = controller.push({
          atSeconds,
          size,
          used,
          mayGrow,
          advice: { ...advice, load: 1, uses: 8192 },
        });
        if (next === size) continue;
        expect(next).toBeGreaterThanOrEqual(Math.max(3, Math.min(size, used, 30)));
        expect(next).toBeLessThanOrEqual(30);
        expect(atSeconds - changed).toBeGreaterThanOrEqual(60);
        if (next > size) expect(mayGrow).toBe(true);
        changed = atSeconds;
        size = next;
      }
    }),
  );
});

test('advices that differ by one bring it within one of the larger, and it turns no more than once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 39 }),
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 150, maxLength: 150 }),
      (fewer, start, noise) => {
        const controller = createSizeController(LIMITS);
        const sizes = [start];
        for (const [index, more] of noise.entries()) {
          const advice = {
            size: fewer + more,
            load: 1,
            confidence: 1,
            uses: 8192,
            useSeconds: 0.02,
          };
          const size = sizes.at(-1) as number;
          sizes.push(
            controller.push({ atSeconds: index * 10, size, used: 0, advice, mayGrow: true }),
          );
        }
        expect(sizes.at(-1)).toBeGreaterThanOrEqual(fewer);
        expect(sizes.at(-1)).toBeLessThanOrEqual(fewer + 2);
        const steps = sizes
          .slice(1)
          .map((size, index) => Math.sign(size - (sizes[index] as number)));
        const moves = steps.filter((step) => step !== 0);
        expect(
          moves.filter((step, index) => index > 0 && step !== moves[index - 1]).length,
        ).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test('it follows a load that rises and falls, and almost every request keeps its target', () => {
  const { sizes, kept } = simulate(4, [
    { seconds: 900, load: 2 },
    { seconds: 900, load: 10 },
    { seconds: 1800, load: 2 },
  ]);
  expect(Math.abs((sizes[175] as number) - fewest(10))).toBeLessThanOrEqual(1);
  expect(Math.abs((sizes.at(-1) as number) - fewest(2))).toBeLessThanOrEqual(1);
  expect(kept).toBeGreaterThan(0.95);
});

test('it is never above its ceiling nor below its floor', () => {
  const bounded = { ...LIMITS, floor: 6, ceiling: 8 };
  const { sizes } = simulate(
    5,
    [
      { seconds: 600, load: 20 },
      { seconds: 1200, load: 0.5 },
    ],
    { limits: bounded },
  );
  expect(Math.max(...sizes)).toBe(8);
  expect(Math.min(...sizes)).toBe(6);
});

test('it comes back below a ceiling that the pool was above at the start', () => {
  const { sizes } = simulate(20, [{ seconds: 60, load: 30 }], {
    limits: { ...LIMITS, ceiling: 8 },
  });
  expect(sizes.at(-1)).toBe(8);
});

test('it does not grow for a server that is four times slower for a while', () => {
  const usual = { seconds: 1200, load: 4 };
  const { sizes } = simulate(8, [usual, { ...usual, seconds: 120, slowness: 4 }]);
  expect(Math.max(...sizes.slice(-11))).toBe(sizes[118]);
});

test('it does not grow where the machine has no room', () => {
  const { sizes } = simulate(2, [{ seconds: 600, load: 10 }], { mayGrow: false });
  expect(new Set(sizes)).toEqual(new Set([2]));
});

test('it never goes below what is lent, and goes on when that has come back', () => {
  const controller = createSizeController({ ...LIMITS, coolDownSeconds: 10 });
  const advice = { size: 2, load: 1, confidence: 1, uses: 8192, useSeconds: 0.02 };
  let size = 20;
  let at = 0;
  const run = (used: number): number => {
    for (let turn = 0; turn < 60; turn++) {
      at += 10;
      size = controller.push({ atSeconds: at, size, used, advice, mayGrow: true });
    }
    return size;
  };
  expect(run(25)).toBe(20);
  expect(run(9)).toBe(9);
  expect(run(0)).toBeLessThanOrEqual(3);
});

test('two changes are apart by the cool-down', () => {
  const { sizes } = simulate(40, [{ seconds: 1200, load: 1 }], {
    limits: { ...LIMITS, coolDownSeconds: 120 },
  });
  const changed = sizes.flatMap((size, index) =>
    size !== sizes[index - 1] && index > 0 ? [index] : [],
  );
  const gaps = changed.slice(1).map((at, index) => at - (changed[index] as number));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(12);
});

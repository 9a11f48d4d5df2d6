import { describe, expect, test } from 'vitest';
import { adviseFrom } from '../../src/sizing/advice.ts';
import { createAdviser } from '../../src/sizing/adviser.ts';
import { createSizeController, type SizeLimits } from '../../src/sizing/controller.ts';
import { UseTrace } from '../../src/sizing/use-trace.ts';
import { randomNumbers, traffic, USES } from './traffic.ts';

const LIMITS: SizeLimits = { floor: 1, ceiling: 40, coolDownSeconds: 60 };
const WAIT_SECONDS = 0.005;

interface Phase {
  readonly seconds: number;
  /** Connections that are busy in the mean. */
  readonly load: number;
  /** How much longer the server takes than usual. */
  readonly slowness?: number;
}

/** The sizes of a pool under its controller, one for each ten seconds, and the share of requests that kept the target. */
function simulate(start: number, phases: readonly Phase[], limits = LIMITS, mayGrow = true) {
  const random = randomNumbers(11);
  const trace = new UseTrace();
  const adviser = createAdviser(trace, WAIT_SECONDS);
  adviser.standsSeconds = 10;
  const controller = createSizeController(limits);
  const draw = USES['log-normal'] as never as (random: () => number) => number;
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
function fewest(load: number): number {
  const uses = traffic(5, 120_000, load, USES['log-normal'] as never);
  const steps = adviseFrom(uses, { waitSeconds: WAIT_SECONDS, quantile: 0.95 });
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value?.size as number;
  }
}

describe('under a load that stays, from whatever size it starts', () => {
  test.each([
    [1, 6],
    [40, 6],
    [3, 12],
    [40, 1],
  ])(
    'from %d with %d connections busy it comes within one of the fewest and stays there',
    (start, load) => {
      const { sizes } = simulate(start, [{ seconds: 1800, load }]);
      const late = sizes.slice(-60);
      const least = fewest(load);
      for (const size of late) expect(Math.abs(size - least)).toBeLessThanOrEqual(1);
      const changes = late.filter((size, index) => index > 0 && size !== late[index - 1]);
      expect(changes.length).toBeLessThanOrEqual(1);
    },
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
    bounded,
  );
  expect(Math.max(...sizes)).toBe(8);
  expect(Math.min(...sizes)).toBe(6);
});

test('it comes back below a ceiling that the pool was above at the start', () => {
  const { sizes } = simulate(20, [{ seconds: 60, load: 30 }], { ...LIMITS, ceiling: 8 });
  expect(sizes.at(-1)).toBe(8);
});

test('it does not grow for a server that is four times slower for a while', () => {
  const usual = { seconds: 1200, load: 4 };
  const { sizes } = simulate(8, [usual, { ...usual, seconds: 120, slowness: 4 }]);
  expect(Math.max(...sizes.slice(-11))).toBe(sizes[118]);
});

test('it does not grow where the machine has no room', () => {
  const { sizes } = simulate(2, [{ seconds: 600, load: 10 }], LIMITS, false);
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
  const { sizes } = simulate(40, [{ seconds: 1200, load: 1 }], { ...LIMITS, coolDownSeconds: 120 });
  const changed = sizes.flatMap((size, index) =>
    size !== sizes[index - 1] && index > 0 ? [index] : [],
  );
  const gaps = changed.slice(1).map((at, index) => at - (changed[index] as number));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(12);
});

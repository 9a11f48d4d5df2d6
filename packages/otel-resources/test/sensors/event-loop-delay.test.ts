import { expect, test } from 'vitest';
import { type DelaySource, openDelayWindow } from '../../src/sensors/event-loop-delay.ts';

/** Histograms that are told their delays by hand, in seconds. */
function fixture() {
  const histograms: { delays: number[]; enabled: boolean }[] = [];
  const source: DelaySource = {
    settles: false,
    create() {
      const own = { delays: [] as number[], enabled: false };
      histograms.push(own);
      const at = (share: number): number =>
        1e9 * (own.delays.toSorted((a, b) => a - b)[Math.ceil(share * own.delays.length) - 1] ?? 0);
      return {
        enable: () => Boolean(Object.assign(own, { enabled: true })),
        disable: () => Boolean(Object.assign(own, { enabled: false })),
        reset: () => void own.delays.splice(0),
        percentile: (percent) => at(percent / 100),
        get min() {
          return 1e9 * Math.min(...own.delays);
        },
        get max() {
          return 1e9 * Math.max(...own.delays);
        },
        get count() {
          return own.delays.length;
        },
      };
    },
  };
  const delayed = (seconds: number): void => {
    for (const each of histograms) each.delays.push(seconds);
  };
  const length = { seconds: 60 };
  return { histograms, delayed, length, window: openDelayWindow(() => length.seconds, 0, source) };
}

test('tells nothing before the first delay', () => {
  expect(fixture().window.read(1)).toBeUndefined();
});

test('tells the delays since the start', () => {
  const { window, delayed } = fixture();
  for (let at = 1; at <= 100; at++) delayed(at / 100);
  expect(window.read(1)).toEqual({ min: 0.01, max: 1, p50: 0.5, p90: 0.9, p99: 0.99 });
});

test('follows a window that is made longer or shorter', () => {
  const { window, delayed, length } = fixture();
  delayed(0.5);
  length.seconds = 300;
  expect(window.read(299)?.max).toBe(0.5);
  length.seconds = 10;
  expect(window.read(301)?.max).toBe(0.5);
  expect(window.read(311)).toBeUndefined();
});

test('a stall is told for at least one window and at most two, whenever it falls', () => {
  for (const stalledAt of [1, 30, 59, 60, 61, 119, 120, 121, 150]) {
    const { window, delayed } = fixture();
    for (let now = 1; now <= 300; now++) {
      delayed(now === stalledAt ? 5 : 0.001);
      const told = window.read(now)?.max === 5;
      if (now >= stalledAt && now < stalledAt + 60) expect([stalledAt, now, told]).toContain(true);
      if (now > stalledAt + 120) expect([stalledAt, now, told]).toContain(false);
    }
  }
});

/** A hundred delays, the longer half of which decides the median as soon as it is the larger. */
function evenly() {
  const given = fixture();
  for (let at = 0; at < 50; at++) {
    given.delayed(0.1);
    given.delayed(0.2);
  }
  expect(given.window.read(1)?.p50).toBe(0.1);
  return given;
}

test('finds percentiles anew after 5 seconds', () => {
  const { window, delayed } = evenly();
  delayed(0.2);
  delayed(0.2);
  delayed(0.05);
  delayed(0.2);
  expect(window.read(5.9)).toMatchObject({ min: 0.05, p50: 0.1 });
  expect(window.read(6)).toMatchObject({ min: 0.05, p50: 0.2 });
});

test('finds percentiles anew once they miss more than a twentieth of the delays', () => {
  const { window, delayed } = evenly();
  for (let at = 0; at < 5; at++) delayed(0.2);
  expect(window.read(2)?.p50).toBe(0.1);
  delayed(0.2);
  expect(window.read(2)?.p50).toBe(0.2);
});

test('finds percentiles anew at a delay that is the longest', () => {
  const { window, delayed } = evenly();
  delayed(9);
  expect(window.read(2)).toMatchObject({ max: 9, p50: 0.2 });
});

test('finds percentiles anew where its window moves on', () => {
  const { window, delayed } = fixture();
  for (const seconds of [0.2, 0.2, 0.2]) delayed(seconds);
  expect(window.read(60)?.p50).toBe(0.2);
  for (const seconds of [0.1, 0.1, 0.1, 0.2]) delayed(seconds);
  expect(window.read(119)?.p50).toBe(0.2);
  expect(window.read(120)?.p50).toBe(0.1);
});

test('stops its histograms', () => {
  const { histograms, window } = fixture();
  expect(histograms.map(({ enabled }) => enabled)).toEqual([true, true]);
  window[Symbol.dispose]();
  expect(histograms.map(({ enabled }) => enabled)).toEqual([false, false]);
});

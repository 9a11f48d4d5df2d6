import { expect, test } from 'vitest';
import { createSiteSampler, formatSite } from '../src/site.ts';

/** Captures at `perSecond` for ten seconds; gives the share that was captured. */
function share(perSecond: number): number {
  let state = 1;
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const sampler = createSiteSampler('auto', random);
  const total = perSecond * 10;
  let captured = 0;
  for (let call = 0; call < total; call++) if (sampler.capture(share, call / perSecond)) captured++;
  return captured / total;
}

test('captures nearly every acquire of a calm pool', () => {
  expect(share(5)).toBeGreaterThan(0.9);
  expect(share(50)).toBeGreaterThan(0.9);
});

test('captures about a hundred acquires a second of a busy pool', () => {
  expect(share(10_000) * 10_000).toBeGreaterThan(90);
  expect(share(10_000) * 10_000).toBeLessThan(130);
});

test('favours no call of a pattern', () => {
  const captured = [0, 0];
  const sampler = createSiteSampler('auto');
  for (let request = 0; request < 100_000; request++)
    for (const call of [0, 1])
      if (sampler.capture(share, request / 2000)) captured[call] = (captured[call] ?? 0) + 1;
  const [first = 0, second = 0] = captured;
  expect(first + second).toBeGreaterThan(4000);
  expect(Math.abs(first - second) / (first + second)).toBeLessThan(0.2);
});

test('captures every acquire while it is told to, and none when switched off', () => {
  const sampler = createSiteSampler('auto', () => 1);
  expect(sampler.capture(share, 0)).toBeUndefined();
  sampler.every = true;
  expect(sampler.capture(share, 0)).toBeDefined();
  expect(createSiteSampler('always').capture(share, 0)).toBeDefined();
  expect(createSiteSampler('never').capture(share, 0)).toBeUndefined();
});

test('shows the caller of the entry, and leaves the stack limit as it was', () => {
  const before = Error.stackTraceLimit;
  const sampler = createSiteSampler('always');
  function entry(): Error | undefined {
    return sampler.capture(entry, 0);
  }
  function handler(): Error | undefined {
    return entry();
  }
  const site = handler();
  expect(formatSite(site as Error).split('\n')[0]).toMatch(/^at handler .*site\.test\.ts/);
  expect(Error.stackTraceLimit).toBe(before);
});

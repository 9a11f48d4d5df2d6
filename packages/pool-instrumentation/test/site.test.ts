import { expect, onTestFinished, test } from 'vitest';
import { createSiteSampler, formatSite } from '../src/site.ts';

function seeded(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Asks as often as told in each second; gives how many were captured in each. */
function captures(...perSecond: number[]): number[] {
  const sampler = createSiteSampler('auto', seeded());
  return perSecond.map((asked) => {
    let captured = 0;
    for (let call = 0; call < asked; call++) if (sampler.capture(captures)) captured++;
    sampler.look();
    return captured;
  });
}

test('captures every acquire of a calm pool', () => {
  expect(captures(5, 5, 50, 60, 60)).toEqual([5, 5, 50, 60, 60]);
});

test.each([
  [60, 60],
  [120, 30],
  [600, 6],
  [3600, 1],
])('captures of %d acquires a second about %d', (asked, wanted) => {
  const [, ...steady] = captures(...new Array(501).fill(asked));
  const mean = steady.reduce((sum, each) => sum + each, 0) / steady.length;
  expect(mean).toBeGreaterThan(wanted * 0.9);
  expect(mean).toBeLessThan(wanted * 1.1);
});

test('captures little more in the second when a calm pool becomes busy, and that to the end', () => {
  expect(captures(10, 1_000_000)[1]).toBeLessThan(400);
  const sampler = createSiteSampler('auto', seeded());
  const captured: number[] = [];
  for (let call = 0; call < 100_000; call++) if (sampler.capture(captures)) captured.push(call);
  expect(captured.at(-1)).toBeGreaterThan(80_000);
});

test('captures every acquire again a second after a busy pool has become calm', () => {
  expect(captures(1_000_000, 10, 10)[2]).toBe(10);
});

test('captures one of a million however busy a pool is', () => {
  const sampler = createSiteSampler('auto', () => 0.5);
  for (let call = 0; call < 100_000; call++) sampler.capture(captures);
  sampler.look();
  let asked = 0;
  while (!sampler.capture(captures)) asked++;
  expect(asked).toBeLessThan(2_000_000);
});

test('favours no call of a pattern', () => {
  const captured = [0, 0];
  const sampler = createSiteSampler('auto', seeded());
  for (let request = 0; request < 100_000; request++) {
    for (const call of [0, 1])
      if (sampler.capture(captures)) captured[call] = (captured[call] ?? 0) + 1;
    if (request % 100 === 0) sampler.look();
  }
  const [first = 0, second = 0] = captured;
  expect(first + second).toBeGreaterThan(4000);
  expect(Math.abs(first - second) / (first + second)).toBeLessThan(0.2);
});

test('captures every acquire while it is told to, and none when switched off', () => {
  const sampler = createSiteSampler('auto', () => 0.99);
  for (let call = 0; call < 1000; call++) sampler.capture(captures);
  sampler.look();
  expect(sampler.capture(captures)).toBeUndefined();
  sampler.every = true;
  expect(sampler.capture(captures)).toBeDefined();
  expect(createSiteSampler('always').capture(captures)).toBeDefined();
  expect(createSiteSampler('never').capture(captures)).toBeUndefined();
});

test('shows the caller of the entry, and leaves the stack limit as it was', () => {
  const before = Error.stackTraceLimit;
  const sampler = createSiteSampler('always');
  function entry(): Error | undefined {
    return sampler.capture(entry);
  }
  function handler(): Error | undefined {
    return entry();
  }
  const site = handler();
  expect(formatSite(site as Error).split('\n')[0]).toMatch(/^at handler .*site\.test\.ts/);
  expect(Error.stackTraceLimit).toBe(before);
});

test('captures as much as an application lets that has frozen `Error`', () => {
  const before = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit') as PropertyDescriptor;
  Object.defineProperty(Error, 'stackTraceLimit', { value: 1, writable: false });
  onTestFinished(() => void Object.defineProperty(Error, 'stackTraceLimit', before));
  const sampler = createSiteSampler('always');
  function handler(): Error | undefined {
    return sampler.capture(sampler.capture);
  }
  expect(formatSite(handler() as Error).split('\n')).toEqual([
    expect.stringMatching(/^at handler /),
  ]);
});

test.each([
  'file:///srv/shop/node_modules/@plimsoll/pool-instrumentation/dist/index.js:5994:27',
  'C:\\shop\\node_modules\\@plimsoll\\pool-instrumentation\\dist\\index.cjs:5994:27',
])('leaves out our own frame at %s', (ours) => {
  const frames = [
    'at acquireConnection (/srv/shop/node_modules/knex/lib/client.js:465:42)',
    'at checkout (/srv/shop/app.js:7:9)',
  ];
  const stack = [
    'Error',
    `    ${frames[0]}`,
    `    at acquireConnection (${ours})`,
    `    ${frames[1]}`,
  ];
  expect(formatSite({ stack: stack.join('\n') } as Error)).toBe(frames.join('\n'));
});

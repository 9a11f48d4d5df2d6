import { diag } from '@opentelemetry/api';
import { fakeClock } from '@plimsoll/kernel';
import { expect, test, vi } from 'vitest';
import { adviseSize } from '../src/advise-size.ts';
import { PoolHub } from '../src/hub.ts';
import { observePool } from '../src/observe-pool.ts';
import { joinHub, leaveHub } from '../src/registry.ts';
import type { SizeAdviser } from '../src/sizing/adviser.ts';
import { OPTIONS, startedHub } from './hub/started-hub.ts';
import { type StubPool, stubAdapter, stubPool } from './stub-pool.ts';

/** Two connections that are held all the time, for 20 ms at once and by turns; `times` is even. */
function useTwo(pool: StubPool, clock: ReturnType<typeof fakeClock>, times: number): void {
  pool.take('first');
  for (let time = 0; time < times; time++) {
    const [held, free] = time % 2 === 0 ? ['first', 'second'] : ['second', 'first'];
    pool.take(free);
    clock.advance(0.02);
    pool.give(held);
  }
  pool.give('first');
}

test('the size that would do is reported once enough uses are known', async () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe();
  clock.advance(1);
  expect(await sdk.values('plimsoll.pool.size.recommended')).toEqual({});
  useTwo(pool, clock, 400);
  clock.advance(120);
  expect(await sdk.values('plimsoll.pool.size.recommended')).toEqual({ shop: 2 });
  expect((await sdk.values('plimsoll.pool.size.confidence')).shop).toBeGreaterThan(0.9);
});

test('a failure to advise is one warning and throws nothing', () => {
  const warn = vi.spyOn(diag, 'warn');
  const { clock, hub } = startedHub();
  const observed = hub.observe(stubPool(), stubAdapter(), OPTIONS);
  vi.spyOn(observed?.adviser as SizeAdviser, 'step').mockImplementation(() => {
    throw new Error('no size');
  });
  clock.advance(5);
  expect(warn.mock.calls.flat()).toEqual([expect.stringContaining('no size')]);
  warn.mockRestore();
});

test('code is told at once, for a pool that is observed', () => {
  const owner = {};
  const clock = fakeClock();
  const hub = joinHub(owner, () => new PoolHub(clock));
  const pool = stubPool();
  hub.observe(pool, stubAdapter(), OPTIONS);
  expect(adviseSize(pool)).toBeUndefined();
  useTwo(pool, clock, 400);
  expect(adviseSize(pool)).toMatchObject({ size: 2, uses: 401 });
  hub.find(pool)?.detach();
  leaveHub(owner);
  expect(() => adviseSize(pool)).toThrow('Expected `pool` to be observed');
});

test('a target of the wait that is none is refused', () => {
  expect(() => observePool({}, { waitTargetMillis: 0 })).toThrow(
    'Expected `waitTargetMillis` to be a number from 1 to 60000',
  );
});

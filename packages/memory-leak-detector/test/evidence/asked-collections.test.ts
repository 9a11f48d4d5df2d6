import { createFaults, fakeClock } from '@plimsoll/kernel';
import { soon } from '@plimsoll/kernel/test/soon';
import { describe, expect, test, vi } from 'vitest';
import {
  type AskedCollectionsOptions,
  createAskedCollections,
} from '../../src/evidence/asked-collections.ts';
import { diagWarnings } from '../diag-warnings.ts';
import { MEBIBYTE, process } from '../simulated-process.ts';
import { profiler } from './profiler.ts';

const warnings = diagWarnings();

const DONE = { done: true, seconds: 0.01, predictedSeconds: 0.01, freedBytes: 0 } as const;

function asking(change: Partial<AskedCollectionsOptions> = {}) {
  const clock = fakeClock();
  const collect = vi.fn<AskedCollectionsOptions['collect']>(async () => DONE);
  const collections = createAskedCollections({
    clock,
    faults: createFaults('test'),
    collect,
    pauseMillis: 1000,
    ...change,
  });
  /** Looks every ten seconds. */
  const live = (seconds: number, inDoubt: boolean): void => {
    for (let second = 0; second < seconds; second += 10) {
      clock.advance(10);
      collections.tick(inDoubt);
    }
  };
  return { clock, collect, collections, live };
}

test('no collection is asked for where there is no doubt', () => {
  const { collect, live } = asking();
  live(7200, false);
  expect(collect).not.toHaveBeenCalled();
});

test('one is asked for a minute after any other, for V8 may collect by itself', () => {
  const { collect, collections, live } = asking();
  live(100, false);
  collections.collected();
  live(50, true);
  expect(collect).not.toHaveBeenCalled();
  live(10, true);
  expect(collect).toHaveBeenCalledTimes(1);
  live(50, true);
  expect(collect).toHaveBeenCalledTimes(1);
  live(10, true);
  expect(collect).toHaveBeenCalledTimes(2);
});

test('of a doubt that lasts no more than five are asked for in an hour', () => {
  const { collect, live } = asking();
  live(3600, true);
  expect(collect).toHaveBeenCalledTimes(5);
  live(300, true);
  expect(collect).toHaveBeenCalledTimes(10);
  live(3300, true);
  expect(collect).toHaveBeenCalledTimes(10);
});

test('none is asked for that would take longer than 100 ms, or than is allowed', () => {
  const usual = asking();
  usual.live(60, true);
  expect(usual.collect).toHaveBeenCalledWith({ maxPauseMillis: 100 });
  const strict = asking({ pauseMillis: 20 });
  strict.live(60, true);
  expect(strict.collect).toHaveBeenCalledWith({ maxPauseMillis: 20 });
});

test.each([
  ['is refused', async () => ({ done: false, reason: 'too_long', message: 'too long' }) as const],
  ['fails', () => Promise.reject(new Error('denied'))],
])('one that %s is one warning', async (_, collect) => {
  asking({ collect }).live(600, true);
  await soon(() => expect(warnings).toHaveLength(1));
});

describe('native memory of a process that V8 does not collect', () => {
  /** Half an hour of growth in which nobody collects but who is asked; what dead objects hold goes then. */
  function grown(garbage: boolean) {
    let collections = 0;
    const quiet = process(
      { minBinMillis: 10_000 },
      {},
      {
        ...profiler(),
        async collectGarbage() {
          collections += 1;
          if (garbage) quiet.memory.native = 40 * MEBIBYTE;
          for (const watcher of quiet.watchers) watcher();
          return DONE;
        },
      },
    );
    for (let second = 0; second < 1800; second += 10) {
      quiet.clock.advance(10);
      if (quiet.memory.native < 140 * MEBIBYTE) quiet.memory.native += 1.5 * MEBIBYTE;
    }
    return {
      state: quiet.instrumentation.read().native.state,
      events: quiet.events(),
      collections,
    };
  }

  test('is confirmed as a leak by the collections that are asked for', () => {
    const { events, collections } = grown(false);
    expect(events.map(({ name }) => name)).toContain('plimsoll.memory.leak.confirmed');
    expect(collections).toBeLessThanOrEqual(5);
  });

  test('is not even suspected where it is garbage', () => {
    const { state, events, collections } = grown(true);
    expect(state).toBe('none');
    expect(events).toEqual([]);
    expect(collections).toBeGreaterThan(0);
  });
});

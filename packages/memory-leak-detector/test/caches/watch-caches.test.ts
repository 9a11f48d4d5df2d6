import { afterEach, describe, expect, test } from 'vitest';
import { type TrackedCache, trackCache } from '../../src/index.ts';
import { MEBIBYTE, process } from '../simulated-process.ts';

const started: TrackedCache[] = [];
afterEach(() => {
  for (const each of started.splice(0)) each[Symbol.dispose]();
});

/** A cache whose size and answers the test makes. */
function cacheOf(name: string, more: { readonly max?: number } = {}) {
  const cache = { size: 0, calculatedSize: 0, get: (_key: number): unknown => undefined, ...more };
  started.push(trackCache(name, cache));
  return cache;
}

describe('a tracked cache', () => {
  test('is reported as long as it is tracked', async () => {
    const { live, points } = process();
    const map = new Map<string, number>();
    const tracked = trackCache('pages', map, { sizeOf: () => 10 });
    map.set('a', 1).set('b', 2);
    map.get('a');
    map.get('z');
    map.delete('b');
    live(10);
    expect(await points()).toMatchObject({
      'plimsoll.cache.entry.count{pages}': 1,
      'plimsoll.cache.usage{pages}': 10,
      'plimsoll.cache.requests{pages,hit}': 1,
      'plimsoll.cache.requests{pages,miss}': 1,
      'plimsoll.cache.evictions{pages,removed}': 1,
      'plimsoll.cache.evictions{pages,capacity}': 0,
    });
    tracked[Symbol.dispose]();
    live(10);
    expect(Object.keys(await points()).filter((key) => key.includes('.cache.'))).toEqual([]);
  });

  test('that never stops growing is named, once, until it stops', () => {
    const { live, events } = process();
    const cache = cacheOf('sessions');
    for (let round = 0; round < 60; round++) {
      cache.size += 1000;
      cache.calculatedSize += MEBIBYTE / 2;
      live(5);
    }
    const growing = events().filter(({ name }) => name === 'plimsoll.cache.growing');
    expect(growing).toHaveLength(1);
    expect(growing[0]?.attributes).toEqual({
      'plimsoll.cache.name': 'sessions',
      'plimsoll.cache.entry.count': expect.any(Number),
      'plimsoll.cache.usage': expect.any(Number),
      'plimsoll.memory.growth.rate': expect.closeTo(MEBIBYTE / 10, -5),
    });
  });

  test('has no verdict until it holds a megabyte', () => {
    const { live, events } = process(
      { materialityBytes: 0, suspectedHeadroomRatio: 0.01, confirmedHeadroomRatio: 0.02 },
      { oldSpaceLimit: () => 20 * MEBIBYTE },
    );
    const cache = cacheOf('small');
    const grow = (rounds: number, bytes: number): void => {
      for (let round = 0; round < rounds; round++) {
        cache.size += 10;
        cache.calculatedSize += bytes;
        live(5);
      }
    };
    grow(100, MEBIBYTE / 101);
    expect(events()).toEqual([]);
    grow(100, MEBIBYTE / 32);
    expect(events()).toMatchObject([{ name: 'plimsoll.cache.growing' }]);
  });

  test('that has a limit may fill', () => {
    const { live, events } = process();
    const cache = cacheOf('bounded', { max: 1_000_000 });
    for (let round = 0; round < 60; round++) {
      cache.size += 1000;
      cache.calculatedSize += MEBIBYTE / 2;
      live(5);
    }
    expect(events()).toEqual([]);
  });

  test('that was given a limit may fill from then on', () => {
    const { live, events } = process();
    const cache: { size: number; calculatedSize: number; max?: number } = cacheOf('late');
    for (let round = 0; round < 120; round++) {
      if (round === 4) cache.max = 1_000_000;
      cache.size += 1000;
      cache.calculatedSize += MEBIBYTE / 2;
      live(5);
    }
    expect(events()).toEqual([]);
  });

  test('is judged by no size that is no number', () => {
    const { live, events } = process();
    const map = new Map<number, string>();
    let bytes = 0;
    started.push(trackCache('odd', map, { sizeOf: () => bytes }));
    for (let round = 0; round < 60; round++) {
      map.set(round, 'a');
      bytes = round % 5 === 4 ? Number.NaN : MEBIBYTE / 2;
      live(10);
    }
    expect(events()).toMatchObject([{ name: 'plimsoll.cache.growing' }]);
  });

  test('that never hits is named, once it was asked a thousand times in ten minutes', () => {
    const { live, events } = process();
    const cache = cacheOf('useless');
    const used = new Map([[1, 1]]);
    started.push(trackCache('used', used));
    for (let key = 0; key < 999; key++) cache.get(key);
    for (let key = 0; key < 2000; key++) used.get(key);
    live(700);
    expect(events()).toEqual([]);
    cache.get(1);
    live(100);
    expect(events()).toMatchObject([
      {
        name: 'plimsoll.cache.unused',
        attributes: { 'plimsoll.cache.name': 'useless', 'plimsoll.cache.misses': 1000 },
      },
    ]);
  });

  test('that throws is one warning, and no other is lost', async () => {
    const { live, points } = process();
    const sizeOf = (): never => {
      throw new Error('no size');
    };
    started.push(trackCache('broken', new Map([[1, 1]]), { sizeOf }));
    started.push(trackCache('whole', new Map([[1, 1]])));
    live(30);
    expect(await points()).toHaveProperty('plimsoll.cache.entry.count{whole}', 1);
  });
});

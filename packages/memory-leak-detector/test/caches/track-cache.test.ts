import Keyv from 'keyv';
import { LRUCache } from 'lru-cache';
import { afterEach, describe, expect, test } from 'vitest';
import { type CacheLike, type TrackedCache, trackCache } from '../../src/index.ts';

const started: TrackedCache[] = [];
afterEach(() => {
  for (const each of started.splice(0)) each[Symbol.dispose]();
});

function tracked(...args: Parameters<typeof trackCache>): TrackedCache {
  const cache = trackCache(...args);
  started.push(cache);
  return cache;
}

const NONE = { capacity: 0, expired: 0, replaced: 0, removed: 0, memory_pressure: 0 };

describe('an lru-cache', () => {
  test('tells its hits, its misses and why entries left it', () => {
    let now = 1;
    const perf = { now: () => now };
    const cache = new LRUCache<string, string>({ max: 3, ttl: 1000, ttlResolution: 0, perf });
    const { read } = tracked('pages', cache);
    for (const key of ['a', 'b', 'c', 'd']) cache.set(key, key);
    cache.set('d', 'again');
    cache.get('d');
    cache.get('gone');
    cache.delete('b');
    now += 2000;
    cache.get('c');
    expect(read()).toMatchObject({ entries: 1, entryLimit: 3, hits: 1, misses: 2 });
    expect(read().evictions).toEqual({ ...NONE, capacity: 1, replaced: 1, removed: 1, expired: 1 });
    cache.purgeStale();
    cache.set('e', 'e');
    expect(read().evictions).toMatchObject({ expired: 2 });
    cache.clear();
    expect(read()).toMatchObject({ entries: 0, evictions: { removed: 2 } });
  });

  test('with a byte budget evicts by it, and its sizes are taken for bytes', () => {
    const cache = new LRUCache<number, string>({
      maxSize: 1000,
      sizeCalculation: (value) => value.length,
    });
    const { read } = tracked('answers', cache);
    for (let key = 0; key < 4; key++) cache.set(key, 'x'.repeat(400));
    expect(read()).toMatchObject({ entries: 2, bytes: 800, byteLimit: 1000 });
    expect(read().evictions).toEqual({ ...NONE, capacity: 2 });
    cache.set(9, 'x'.repeat(900));
    expect(read()).toMatchObject({ entries: 1, bytes: 900, evictions: { capacity: 4 } });
    cache.set(10, 'x'.repeat(2000));
    expect(read()).toMatchObject({ entries: 1, evictions: { capacity: 4 } });
  });

  test('gives up the least recently used first, for memory pressure', async () => {
    const cache = new LRUCache<number, number>({ max: 100 });
    const { shrink, read } = tracked('rows', cache);
    for (let key = 0; key < 10; key++) cache.set(key, key);
    cache.get(0);
    expect(await shrink(0.3)).toBe(3);
    expect([...cache.keys()].sort()).toEqual([0, 4, 5, 6, 7, 8, 9]);
    expect(read()).toMatchObject({ entries: 7, hits: 1, evictions: { memory_pressure: 3 } });
  });

  test('gives up the entries that are worth least, where their worth is given', async () => {
    const cache = new LRUCache<number, { worth: number }>({ max: 100 });
    const options = { priorityOf: ({ worth }: { worth: number }) => worth } as never;
    const { shrink, read } = tracked('offers', cache, options);
    for (let key = 0; key < 10; key++) cache.set(key, { worth: key % 3 });
    expect(await shrink(0.4)).toBe(4);
    expect([...cache.keys()].sort()).toEqual([1, 2, 4, 5, 7, 8]);
    expect(read().hits).toBe(0);
  });

  test('is what it was once it is no longer tracked', () => {
    const cache = new LRUCache<number, number>({ max: 2 });
    const before = Object.getOwnPropertyDescriptors(cache);
    const names = Reflect.ownKeys(cache);
    const own = tracked('own', cache);
    expect(cache.get.name).toBe('get');
    own[Symbol.dispose]();
    expect(Reflect.ownKeys(cache)).toEqual(names);
    expect(Object.getOwnPropertyDescriptors(cache)).toEqual(before);
    cache.set(1, 1);
    expect([cache.get(1), own.read().hits]).toEqual([1, 0]);
  });
});

describe('a Map', () => {
  test('tells the same, and gives up its oldest entries', async () => {
    const cache = new Map<string, unknown>();
    const { read, shrink } = tracked('sessions', cache);
    cache.set('a', undefined).set('b', 2).set('c', 3);
    expect([cache.get('a'), cache.get('z')]).toEqual([undefined, undefined]);
    cache.set('b', 22);
    cache.delete('c');
    cache.delete('never');
    expect(read()).toMatchObject({ entries: 2, entryLimit: undefined, hits: 1, misses: 1 });
    expect(read().evictions).toEqual({ ...NONE, replaced: 1, removed: 1 });
    expect(await shrink(0.5)).toBe(1);
    expect([...cache.keys()]).toEqual(['b']);
  });

  test('has its bytes estimated, or counted as is told', () => {
    const cache = new Map<number, unknown>();
    const estimated = tracked('estimated', cache);
    for (let key = 0; key < 100; key++) cache.set(key, Buffer.alloc(10_000));
    expect(estimated.read().bytes).toBeGreaterThan(1_000_000);
    expect(estimated.read().bytes).toBeLessThan(1_100_000);
    estimated[Symbol.dispose]();
    expect(tracked('given', cache, { sizeOf: () => 7 }).read().bytes).toBe(700);
    expect(tracked('empty', new Map()).read().bytes).toBe(0);
  });

  test('shrinks in slices, and only by what it had', async () => {
    const cache = new Map(Array.from({ length: 200_000 }, (_, key) => [key, key]));
    const { shrink } = tracked('large', cache);
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 0);
    const shrinking = shrink(2);
    expect(cache.size).toBeGreaterThan(0);
    expect(await shrinking).toBe(200_000);
    clearInterval(counting);
    expect(cache.size).toBe(0);
    expect(turns).toBeGreaterThan(0);
  });
});

describe('a Keyv', () => {
  test('tells the hits that it counts itself, and the entries of a store in this process', async () => {
    const keyv = new Keyv({ stats: true });
    const { read } = tracked('keyv', keyv as never);
    await keyv.set('a', 1);
    await keyv.get('a');
    await keyv.get('b');
    expect(read()).toMatchObject({ entries: 1, hits: 1, misses: 1 });
  });

  test('without statistics and with a store elsewhere tells what it can', () => {
    const { read } = tracked('remote', { store: { get: async () => 1 } });
    expect(read()).toMatchObject({ entries: undefined, bytes: undefined, hits: undefined });
  });
});

test.each([
  ['that is frozen', Object.freeze(new Map([['a', 1]]))],
  ['that is never asked by `get`', new Set(['a'])],
])('of a cache %s it is not known how often it is asked', (_, cache) => {
  const { read } = tracked('unseen', cache);
  expect(read()).toMatchObject({ entries: 1, hits: undefined, misses: undefined });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('a size of %d is none', (size) => {
  const { read } = tracked('sizeless', new Map([['a', 1]]), { sizeOf: () => size });
  expect(read()).toMatchObject({ entries: 1, bytes: undefined });
});

test('what throws, throws as before', () => {
  const cache = {
    size: 0,
    get() {
      throw new Error('out of order');
    },
  };
  tracked('broken', cache);
  expect(() => cache.get()).toThrow('out of order');
});

test.each([
  ['', new Map(), TypeError],
  ['nothing', undefined, TypeError],
  ['a number', 5, TypeError],
  ['taken', new Map(), RangeError],
])('a cache named %j is refused', (name, cache, kind) => {
  tracked('taken', new Map());
  expect(() => trackCache(name, cache as CacheLike)).toThrow(kind);
});

test('a cache that is tracked already is refused under another name too, until it is no longer', () => {
  const cache = new Map();
  const first = tracked('first', cache);
  const message = 'Expected `cache` not to be tracked yet, it is as `first`';
  expect(() => trackCache('second', cache)).toThrow(new RangeError(message));
  expect(() => trackCache('by its Keyv', new Keyv({ store: cache }))).toThrow(RangeError);
  first[Symbol.dispose]();
  expect(tracked('second', cache).read().entries).toBe(0);
});

test('bad options are refused, and more than a hundred caches', () => {
  expect(() => trackCache('a', new Map(), { priority: 'urgent' as never })).toThrow(RangeError);
  expect(() => trackCache('a', new Map(), { sizeOf: 5 as never })).toThrow(TypeError);
  for (let index = 0; index < 100; index++) tracked(`cache ${index}`, new Map());
  expect(() => trackCache('one more', new Map())).toThrow(RangeError);
});

import { choiceOption, functionOption, readOptions } from '@plimsoll/kernel';
import {
  boundOf,
  type CacheLike,
  isCache,
  type KeyvLike,
  keysOf,
  peekAt,
  storeOf,
} from './cache-like.ts';
import { type CacheCounts, type EvictionReason, observeCache } from './observe.ts';
import { estimateBytes } from './size.ts';

/** From what is kept to the last to what goes first. */
export type CachePriority = 'critical' | 'high' | 'normal' | 'low';

export interface TrackCacheOptions<K = unknown, V = unknown> {
  /** Which caches shrink first under pressure; `normal` by default, and `critical` never does. */
  readonly priority?: CachePriority;
  /**
   * The bytes of an entry; estimated by default. Where the cache counts sizes itself, they are taken for bytes. Of a Keyv this and
   * `priorityOf` are given what its store holds, by default JSON text in an object.
   */
  readonly sizeOf?: (value: V, key: K) => number;
  /** What an entry is worth: the least goes first under pressure. By default the least recently used or oldest does. */
  readonly priorityOf?: (value: V, key: K) => number;
}

export interface CacheReading {
  readonly entries: number | undefined;
  readonly entryLimit: number | undefined;
  /** Given or estimated; `undefined` where the entries are not in this process, or what was given is no number. */
  readonly bytes: number | undefined;
  readonly byteLimit: number | undefined;
  /** `undefined` where it is not known, as of a Keyv without `stats` or a `Map` that is frozen. */
  readonly hits: number | undefined;
  readonly misses: number | undefined;
  readonly evictions: Readonly<Record<EvictionReason, number>>;
}

export interface TrackedCache extends Disposable {
  readonly name: string;
  readonly priority: CachePriority;
  read(): CacheReading;
  /** Evicts a share, 0 to 1, of the entries, in slices of 5 ms; how many. */
  shrink(share: number): Promise<number>;
  /** Whether it is this cache, or the store of this Keyv, that is tracked. */
  tracks(cache: unknown): boolean;
}

const OPTIONS = {
  priority: choiceOption('normal', ['critical', 'high', 'normal', 'low']),
  sizeOf: functionOption<TrackCacheOptions['sizeOf']>(undefined),
  priorityOf: functionOption<TrackCacheOptions['priorityOf']>(undefined),
};

/** The caches of this process, of whichever copy of this code. */
const REGISTRY = Symbol.for('plimsoll.memory.caches');

/** Cardinality is bounded: no more caches are tracked. */
const CACHE_LIMIT = 100;

/** So many entries are looked at for the size of all. */
const SIZE_SAMPLES = 32;

const SLICE_MILLIS = 5;
const NOTHING_LEFT: CacheCounts['evictions'] = {
  capacity: 0,
  expired: 0,
  replaced: 0,
  removed: 0,
  memory_pressure: 0,
};

export function trackedCaches(): Map<string, TrackedCache> {
  const known = Reflect.get(globalThis, REGISTRY) as Map<string, TrackedCache> | undefined;
  if (known) return known;
  const created = new Map<string, TrackedCache>();
  Object.defineProperty(globalThis, REGISTRY, { value: created, configurable: true });
  return created;
}

/**
 * Tells what a cache does, until it is disposed: its entries, bytes, hits and evictions as metrics of the detector, whether it never
 * hits or never stops growing as events, and lets it shrink under pressure. `name` is an attribute: one of few, and no key. Throws
 * a `TypeError` or `RangeError` for bad arguments, a name that is taken, and more than 100 caches.
 */
export function trackCache<K, V>(
  name: string,
  cache: CacheLike | KeyvLike,
  options?: TrackCacheOptions<K, V>,
): TrackedCache {
  const { priority, sizeOf, priorityOf } = readOptions(OPTIONS, options, 'trackCache');
  if (typeof name !== 'string' || name === '')
    throw new TypeError('Expected `name` to be a non-empty string');
  if (!isCache(cache))
    throw new TypeError('Expected `cache` to be a Map, an lru-cache, a Keyv or like one of them');
  const caches = trackedCaches();
  if (caches.has(name)) throw new RangeError(`Expected \`name\` to be new, got \`'${name}'\``);
  if (caches.size >= CACHE_LIMIT)
    throw new RangeError(`Expected at most ${CACHE_LIMIT} caches to be tracked`);
  const store = storeOf(cache);
  const subject = store ?? cache;
  const known = [...caches.values()].find((each) => each.tracks(subject));
  if (known)
    throw new RangeError(`Expected \`cache\` not to be tracked yet, it is as \`${known.name}\``);
  const observed = store && observeCache(store);
  const asked = observed?.asked ? observed.counts : undefined;
  const stats = 'stats' in cache ? cache.stats : undefined;
  const bytesOf = sizeOf ?? ((value: unknown, key: unknown) => estimateBytes([key, value]));

  const bytes = (): number | undefined => {
    if (!store) return undefined;
    if (!sizeOf && store.calculatedSize) return store.calculatedSize;
    let looked = 0;
    let sum = 0;
    for (const key of keysOf(store)) {
      if (looked >= SIZE_SAMPLES) break;
      sum += observed?.unseen(() => bytesOf(peekAt(store, key), key)) ?? 0;
      looked += 1;
    }
    if (looked === 0) return 0;
    return Number.isFinite(sum) ? Math.round((sum / looked) * store.size) : undefined;
  };
  const tracked: TrackedCache = {
    name,
    priority,
    tracks: (other) => other === subject,
    read: () => ({
      entries: store?.size,
      entryLimit: boundOf(store?.max),
      bytes: bytes(),
      byteLimit: boundOf(store?.maxSize),
      hits: stats ? enabledOnly(stats, 'hits') : asked?.hits,
      misses: stats ? enabledOnly(stats, 'misses') : asked?.misses,
      evictions: { ...(observed?.counts.evictions ?? NOTHING_LEFT) },
    }),
    async shrink(share) {
      if (!store?.delete || !observed) return 0;
      const goal = Math.round(store.size * Math.min(1, Math.max(0, share)));
      let evicted = 0;
      let slice = performance.now();
      for (const key of inOrder(
        store,
        priorityOf && ((key) => observed.unseen(() => priorityOf(peekAt(store, key), key))),
      )) {
        if (evicted >= goal) break;
        observed.because('memory_pressure', () => store.delete?.(key as never));
        evicted += 1;
        if (performance.now() - slice < SLICE_MILLIS) continue;
        await new Promise((resolve) => setImmediate(resolve));
        slice = performance.now();
      }
      return evicted;
    },
    [Symbol.dispose]() {
      observed?.[Symbol.dispose]();
      if (caches.get(name) === tracked) caches.delete(name);
    },
  };
  caches.set(name, tracked);
  return tracked;
}

function enabledOnly(
  stats: NonNullable<KeyvLike['stats']>,
  of: 'hits' | 'misses',
): number | undefined {
  return stats.enabled === false ? undefined : stats[of];
}

/** Keys in the order in which they go; a list, for the cache changes meanwhile. */
function inOrder(store: CacheLike, priorityOf: ((key: unknown) => number) | undefined): unknown[] {
  const keys = [...keysOf(store)];
  if (!priorityOf) return keys;
  const ranked = keys.map((key) => ({ key, rank: priorityOf(key) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ key }) => key);
}

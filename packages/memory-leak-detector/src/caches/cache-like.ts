/** A cache of any kind, as far as it can be looked at: lru-cache, `Map` and whatever has some of their members. */
export interface CacheLike {
  readonly size: number;
  /** The sum of its sizes, where it counts them, as lru-cache does with `maxSize`. */
  readonly calculatedSize?: number;
  /** How many entries it holds at most; 0 for any number. */
  readonly max?: number;
  /** What `calculatedSize` may become; 0 for anything. */
  readonly maxSize?: number;
  keys?(): Iterable<unknown>;
  /** From the one that goes first. */
  rkeys?(): Iterable<unknown>;
  has?(key: never): boolean;
  get?(key: never): unknown;
  set?(key: never, value: never): unknown;
  /** Looks without touching. */
  peek?(key: never): unknown;
  delete?(key: never): unknown;
  clear?(): unknown;
}

/** A Keyv or what is like it: asynchronous, with the entries in a store that may be in this process. */
export interface KeyvLike {
  readonly store?: unknown;
  readonly stats?: { readonly enabled?: boolean; readonly hits: number; readonly misses: number };
}

/** What is kept in this process: the cache itself, or the store of a Keyv; `undefined` where it is kept elsewhere. */
export function storeOf(cache: CacheLike | KeyvLike): CacheLike | undefined {
  if (isCacheLike(cache)) return cache;
  const { store } = cache;
  if (isCacheLike(store)) return store;
  // Keyv 6 wraps its store once more.
  const inner: unknown = Reflect.get(Object(store), 'store');
  return isCacheLike(inner) ? inner : undefined;
}

/** Whether it can be tracked at all. */
export function isCache(value: unknown): value is CacheLike | KeyvLike {
  if (isCacheLike(value)) return true;
  return typeof value === 'object' && value !== null && ('store' in value || 'stats' in value);
}

function isCacheLike(value: unknown): value is CacheLike {
  return (
    typeof value === 'object' && value !== null && typeof Reflect.get(value, 'size') === 'number'
  );
}

/** The keys of a cache from the one that goes first: the least recently used, or the oldest. */
export function keysOf(cache: CacheLike): Iterable<unknown> {
  return cache.rkeys?.() ?? cache.keys?.() ?? [];
}

/** A value without making it more recently used. */
export function peekAt(cache: CacheLike, key: unknown): unknown {
  return cache.peek ? cache.peek(key as never) : cache.get?.(key as never);
}

/** A bound, where there is one. */
export function boundOf(limit: number | undefined): number | undefined {
  return limit !== undefined && limit > 0 && Number.isFinite(limit) ? limit : undefined;
}

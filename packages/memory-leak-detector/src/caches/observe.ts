import type { CacheLike } from './cache-like.ts';

export type EvictionReason = 'capacity' | 'expired' | 'replaced' | 'removed' | 'memory_pressure';

export interface CacheCounts {
  hits: number;
  misses: number;
  readonly evictions: Record<EvictionReason, number>;
}

export interface ObservedCache extends Disposable {
  readonly counts: CacheCounts;
  /** Whether it is seen how often the cache is asked; one that is frozen or has no `get` does not tell. */
  readonly asked: boolean;
  /** What leaves the cache meanwhile leaves it for this reason. */
  because<T>(reason: EvictionReason, action: () => T): T;
  /** What is asked meanwhile is not counted. */
  unseen<T>(action: () => T): T;
}

type Method = (...args: unknown[]) => unknown;

/**
 * Counts what a cache is asked and what leaves it, by methods of its own on the one instance; disposing takes them away. What left
 * between two calls has expired: nothing else takes entries away without one.
 */
export function observeCache(cache: CacheLike): ObservedCache {
  const counts: CacheCounts = {
    hits: 0,
    misses: 0,
    evictions: { capacity: 0, expired: 0, replaced: 0, removed: 0, memory_pressure: 0 },
  };
  let size = cache.size;
  let depth = 0;
  let forced: EvictionReason | undefined;
  const left = (reason: EvictionReason, count: number): void => {
    if (count > 0) counts.evictions[forced ?? reason] += count;
  };
  /** Runs a method of the cache; `after` is told by how many entries it shrank. */
  const through = (run: () => unknown, after: (gone: number, result: unknown) => void): unknown => {
    if (depth > 0) return run();
    left('expired', size - cache.size);
    const before = cache.size;
    depth += 1;
    try {
      const result = run();
      after(before - cache.size, result);
      return result;
    } finally {
      depth -= 1;
      size = cache.size;
    }
  };
  const has = (key: unknown): boolean => cache.has?.(key as never) ?? false;
  const methods: Record<string, (run: () => unknown, key: unknown) => unknown> = {
    get: (run, key) =>
      through(run, (gone, result) => {
        counts[result === undefined && !has(key) ? 'misses' : 'hits'] += 1;
        left('expired', gone);
      }),
    set: (run, key) => {
      const known = depth === 0 && has(key);
      return through(run, (gone) => {
        const added = known || !has(key) ? 0 : 1;
        left('replaced', known ? 1 : 0);
        left('capacity', gone + added);
      });
    },
    delete: (run) => through(run, (gone) => left('removed', gone)),
    clear: (run) => through(run, (gone) => left('removed', gone)),
    pop: (run) => through(run, (gone) => left('removed', gone)),
  };
  let asked = false;
  const restore = Object.entries(methods).flatMap(([name, observe]) => {
    const original: unknown = Reflect.get(cache, name);
    if (typeof original !== 'function') return [];
    const own = Object.getOwnPropertyDescriptor(cache, name);
    const observed = new Proxy(original as Method, {
      apply: (target, self, args: unknown[]) =>
        self === cache
          ? observe(() => Reflect.apply(target, self, args), args[0])
          : Reflect.apply(target, self, args),
    });
    const put = Reflect.defineProperty(cache, name, {
      value: observed,
      configurable: true,
      writable: true,
      enumerable: own?.enumerable ?? false,
    });
    if (!put) return [];
    asked ||= name === 'get';
    return () => {
      if (Reflect.get(cache, name) !== observed) return;
      if (own) Object.defineProperty(cache, name, own);
      else Reflect.deleteProperty(cache, name);
    };
  });
  return {
    counts,
    asked,
    because(reason, action) {
      const before = forced;
      forced = reason;
      try {
        return action();
      } finally {
        forced = before;
      }
    },
    unseen(action) {
      depth += 1;
      try {
        return action();
      } finally {
        depth -= 1;
      }
    },
    [Symbol.dispose]() {
      for (const each of restore) each();
    },
  };
}

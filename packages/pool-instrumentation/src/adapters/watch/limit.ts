/** The limits that we set, by pool. */
const limits = new WeakMap<object, number>();

/** The pools that close what their limit leaves no room for, while they do. */
const closing = new WeakSet<object>();

/** Notes that `limit` of `pool` is ours. */
export function keepLimit(pool: object, limit: number): void {
  limits.set(pool, limit);
}

/**
 * Whether a pool with so many open connections, those included that are being made, has more than its limit lets. Where
 * somebody else has lowered the limit it is left to the pool what follows.
 */
export function isBeyondLimit(pool: object, open: number, limit: number): boolean {
  return open > limit && limits.get(pool) === limit;
}

/** Runs `close`, in which `pool` closes connections at once that its limit leaves no room for. */
export function closeSurplus<R>(pool: object, close: () => R): R {
  closing.add(pool);
  try {
    return close();
  } finally {
    closing.delete(pool);
  }
}

/** Whether `pool` closes a connection because its limit leaves no room for it. */
export function closesSurplus(pool: object): boolean {
  return closing.has(pool);
}

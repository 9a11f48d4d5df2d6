import { override } from './override.ts';

/** What adds nodes to a cluster. */
interface Adder {
  add(...args: unknown[]): unknown;
}

/**
 * Tells `found` the pool of each node, and of those that one of `adders` adds until it is disposed; with the id of the
 * node, unless that is one of the client's own making, which `unnamed` matches.
 */
export function watchNodes(
  adders: readonly Adder[],
  pools: () => Iterable<readonly [id: string, pool: object]>,
  unnamed: RegExp,
  found: (pool: object, name?: string) => void,
): Disposable {
  const known = new WeakSet<object>();
  let active = true;
  const look = (): void => {
    for (const [id, pool] of pools()) {
      if (known.has(pool)) continue;
      known.add(pool);
      found(pool, unnamed.test(id) ? undefined : id);
    }
  };
  const overrides = adders.map((adder) => {
    const { add } = adder;
    return override(adder, 'add', function (this: unknown, ...args: unknown[]): unknown {
      const result = Reflect.apply(add, this, args);
      if (active) look();
      return result;
    });
  });
  look();
  return {
    [Symbol.dispose]() {
      active = false;
      for (const each of overrides) each[Symbol.dispose]();
    },
  };
}

import { createCleanup, type Faults } from '@plimsoll/kernel';
import { hookModules } from '@plimsoll/kernel/hook';
import { resourcePool } from './adapters/resource-pool.ts';
import { overrideFirstUse } from './adapters/watch/override.ts';
import { type Client, KNOWN_CLIENTS, type KnownClient } from './clients.ts';
import type { ObservedPool } from './observed-pool.ts';
import type { PoolAdapter } from './pool.ts';
import { findPools } from './registry.ts';

type Entrance = (...args: never) => unknown;

/**
 * Attaches by `attach` to the pools of `clients` at their first use, through the prototype of their class: so it finds pools
 * that were made before, by whatever copy of the client, and changes no export.
 */
export function hookClients(
  clients: readonly Client[],
  faults: Faults,
  attach: (pool: object, adapter: PoolAdapter<never>) => ObservedPool | undefined,
): Disposable {
  const cleanup = createCleanup();
  const patched = new WeakSet<object>();
  const patch = (prototype: object, { adapter, firstUses }: KnownClient): void => {
    if (patched.has(prototype)) return;
    patched.add(prototype);
    for (const method of firstUses) {
      const original = Reflect.get(prototype, method) as Entrance;
      const firstUse = function (this: object, ...args: unknown[]): unknown {
        const hadOwn = Object.hasOwn(this, method);
        const observed = faults.guard('attaching to a pool failed', () =>
          active && adapter.matches(this) ? attach(this, adapter) : undefined,
        );
        if (!observed || hadOwn || !Object.hasOwn(this, method))
          return Reflect.apply(original, this, args);
        observed.entrance = firstUse;
        try {
          return Reflect.apply(Reflect.get(this, method), this, args);
        } finally {
          observed.entrance = undefined;
        }
      };
      cleanup.use(overrideFirstUse(prototype, method, firstUse as never));
    }
  };
  let active = true;
  cleanup.defer(() => {
    active = false;
  });
  const classes = clients.map((client) => KNOWN_CLIENTS[client]);
  const modules = classes.flatMap((each) => each.modules);
  cleanup.use(
    hookModules(modules, faults, (exports, module) => {
      const poolClass = classes.find((each) => each.modules.includes(module));
      if (!poolClass) return;
      for (const prototype of prototypesIn(exports))
        if (poolClass.adapter.methods.every((method) => Object.hasOwn(prototype, method)))
          patch(prototype, poolClass);
    }),
  );
  return cleanup;
}

/** Attaches by `attach` to the open pools of `createPool`, those that there are and those to come. */
export function findOwnPools(
  faults: Faults,
  attach: (pool: object, adapter: PoolAdapter<never>) => unknown,
): Disposable {
  return findPools((pool) => {
    faults.guard('attaching to a pool failed', () => {
      if (resourcePool.matches(pool) && !resourcePool.stats(pool).ended)
        attach(pool, resourcePool as unknown as PoolAdapter<never>);
    });
  });
}

/** The prototypes of the classes that a module exports: the export itself, its `default` and the members of both. */
function prototypesIn(exports: unknown): object[] {
  const members = (value: unknown): unknown[] => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return [];
    return [value, Reflect.get(value, 'Pool'), ...valuesOf(value)];
  };
  const candidates = [...members(exports), ...members(Reflect.get(Object(exports), 'default'))];
  return candidates
    .filter((value) => typeof value === 'function')
    .map((value): unknown => value.prototype)
    .filter(
      (prototype): prototype is object => typeof prototype === 'object' && prototype !== null,
    );
}

/** What stands in the properties of `object`, without asking a getter: it may load a file, or warn. */
function valuesOf(object: object): unknown[] {
  return Object.values(Object.getOwnPropertyDescriptors(object)).map(({ value }) => value);
}

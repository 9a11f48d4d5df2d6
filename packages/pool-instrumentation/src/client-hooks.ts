import { createCleanup, type Faults } from '@plimsoll/kernel';
import { hookModules } from '@plimsoll/kernel/hook';
import { resourcePool } from './adapters/resource-pool.ts';
import { type Client, KNOWN_CLIENTS } from './clients.ts';
import {
  type Attach,
  type HookedClass,
  hookedGroup,
  hookedPool,
  strangerOf,
} from './hooked-class.ts';
import type { PoolAdapter } from './pool.ts';
import { findPools } from './registry.ts';

/**
 * Attaches by `attach` to the pools of `clients` at their first use, through the prototype of their class: so it finds pools
 * that were made before, by whatever copy of the client, and changes no export. A client whose class is not as it is
 * known stays alone, and is one diagnostic.
 */
export function hookClients(
  clients: readonly Client[],
  faults: Faults,
  attach: Attach,
): Disposable {
  const cleanup = createCleanup();
  let active = true;
  cleanup.defer(() => {
    active = false;
  });
  const safely: Attach = (...found) => (active ? attach(...found) : undefined);
  const classes = clients
    .map((client) => KNOWN_CLIENTS[client])
    .flatMap(({ adapter, groupClasses = [], ...entrances }) => [
      ...groupClasses.map((each) => hookedGroup(each, safely, faults)),
      hookedPool(adapter as never, entrances, safely, faults),
    ]);
  const patched = new WeakSet<object>();
  const met = new Map<HookedClass, string | undefined>();
  const patch = (exports: unknown, hooked: HookedClass, module: string): void => {
    const known = prototypesIn(exports).filter((prototype) =>
      hooked.methods.every((method) => Object.hasOwn(prototype, method)),
    );
    if (known.length > 0) met.set(hooked, undefined);
    else if (!met.has(hooked)) met.set(hooked, module);
    for (const prototype of known) {
      if (patched.has(prototype)) continue;
      patched.add(prototype);
      for (const each of hooked.hook(prototype)) cleanup.use(each);
    }
  };
  const tellStrangers = (): void => {
    for (const module of met.values()) if (module) faults.report(strangerOf(module));
  };
  const modules = classes.flatMap((each) => each.modules);
  let loaded = false;
  cleanup.use(
    hookModules(modules, faults, (exports, module) => {
      const hooked = classes.find((each) => each.modules.includes(module));
      if (hooked) patch(exports, hooked, module);
      if (loaded) tellStrangers();
    }),
  );
  loaded = true;
  tellStrangers();
  return cleanup;
}

/** Attaches by `attach` to the open pools of `createPool`, those that there are and those to come. */
export function findOwnPools(
  faults: Faults,
  attach: (pool: object, adapter: PoolAdapter<object>) => unknown,
): Disposable {
  return findPools((pool) => {
    faults.guard('attaching to a pool failed', () => {
      if (resourcePool.matches(pool) && !resourcePool.stats(pool).ended)
        attach(pool, resourcePool as unknown as PoolAdapter<object>);
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

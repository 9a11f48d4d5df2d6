import type { Faults } from '@plimsoll/kernel';
import { adapterOf } from './adapter-of.ts';
import { overrideFirstUse } from './adapters/watch/override.ts';
import type { Entrances, KnownGroupClass } from './clients.ts';
import type { ObservedPool } from './observed-pool.ts';
import type { KnownIdentity, PoolAdapter, PoolGroup } from './pool.ts';

const ATTACHING = 'attaching to a pool failed';

type Entrance = (...args: never) => unknown;

/** Takes a pool that was found, with what else is known of it; gives its observation where that begins now. */
export type Attach = (
  pool: object,
  adapter: PoolAdapter<object>,
  identity?: KnownIdentity,
) => ObservedPool | undefined;

/** A class whose instances are pools, or stand for some. */
export interface HookedClass extends Entrances {
  /** The methods by which the class is known. */
  readonly methods: readonly string[];
  hook(prototype: object): Iterable<Disposable>;
}

/** What is said of a client that lacks what is read of it. */
export function strangerOf(module: string | undefined): string {
  return `${module}: not as it is known, its pools are not observed`;
}

/** A class of pools, which are attached to at their first use. */
export function hookedPool(
  adapter: PoolAdapter<object>,
  entrances: Entrances,
  attach: Attach,
  faults: Faults,
): HookedClass {
  /** Pools that have nothing around their methods, so that every use comes by here. */
  const counted = new WeakSet<object>();
  const hookMethod = (prototype: object, method: string): Disposable => {
    const original = Reflect.get(prototype, method) as Entrance;
    const firstUse = function (this: object, ...args: unknown[]): unknown {
      const behind = faults.guard(ATTACHING, () => adapter.behind?.(this));
      if (behind === null || counted.has(this)) return Reflect.apply(original, this, args);
      const pool = behind ?? this;
      const hadOwn = Object.hasOwn(pool, method);
      const observed = faults.guard(ATTACHING, () => {
        if (adapter.matches(pool)) return attach(pool, adapter);
        if (Object.isExtensible(pool)) faults.report(strangerOf(entrances.modules.at(-1)));
        return undefined;
      });
      if (observed?.countsOnly) counted.add(this);
      if (!observed || hadOwn || !Object.hasOwn(pool, method))
        return Reflect.apply(original, this, args);
      observed.entrance = firstUse;
      try {
        return Reflect.apply(Reflect.get(pool, method), this, args);
      } finally {
        observed.entrance = undefined;
      }
    };
    return overrideFirstUse(prototype, method, firstUse as never);
  };
  return {
    ...entrances,
    methods: adapter.methods,
    hook: (prototype) => entrances.firstUses.map((method) => hookMethod(prototype, method)),
  };
}

/** A class of groups: what one has is looked for at its first use, and again after it has made other pools. */
export function hookedGroup(
  groupClass: KnownGroupClass,
  attach: Attach,
  faults: Faults,
): HookedClass {
  const group = groupClass.group as PoolGroup<object>;
  const { firstUses, makers } = groupClass;
  const seen = new WeakSet<object>();
  const look = (instance: object): void => {
    faults.guard(ATTACHING, () => {
      if (!group.matches(instance)) return;
      const looking = group.members(instance, (pool, _name, identity) =>
        attach(pool, adapterOf(pool), identity),
      );
      looking[Symbol.dispose]();
    });
  };
  const hookMethod = (prototype: object, method: string): Disposable => {
    const original = Reflect.get(prototype, method) as Entrance;
    return overrideFirstUse(prototype, method, function (this: object, ...args: unknown[]) {
      if (firstUses.includes(method) && !seen.has(this)) {
        seen.add(this);
        look(this);
      }
      const result = Reflect.apply(original, this, args);
      if (makers.includes(method)) {
        seen.delete(this);
        look(this);
      }
      return result;
    } as never);
  };
  return {
    ...groupClass,
    hook: (prototype) => [...firstUses, ...makers].map((method) => hookMethod(prototype, method)),
  };
}

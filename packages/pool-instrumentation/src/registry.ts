import type { PoolHub } from './hub.ts';

/** Both copies of a dual package, and two versions of one major, share what stands here. */
const KEY = Symbol.for('@plimsoll/pool-instrumentation@0');

interface Registry {
  hub?: PoolHub | undefined;
  /** A hub that nobody needs but readers, which have the zeros of its series from it. */
  retired?: PoolHub | undefined;
  /** The instrumentations that need the hub. */
  readonly users: Set<object>;
  /** What ends the observation of a group of pools. */
  readonly groups: WeakMap<object, Disposable>;
  /** Pools of `createPool`, weakly, as no module hook finds them. */
  readonly pools: Set<WeakRef<object>>;
  /** Who wants to know of each. */
  readonly finders: Set<(pool: object) => void>;
}

function registry(): Registry {
  const found = Reflect.get(globalThis, KEY) as Registry | undefined;
  if (found) return found;
  const made: Registry = {
    users: new Set(),
    groups: new WeakMap(),
    pools: new Set(),
    finders: new Set(),
  };
  Object.defineProperty(globalThis, KEY, { value: made, enumerable: false });
  return made;
}

/** The hub of the process, made by `make` where there is none. */
export function startHub(make: () => PoolHub): PoolHub {
  const shared = registry();
  const { retired } = shared;
  shared.retired = undefined;
  retired?.[Symbol.dispose]();
  shared.hub ??= make();
  shared.hub.enable();
  if (retired) shared.hub.inherit(retired);
  return shared.hub;
}

/** The hub of the process, which stays at least until `user` leaves it. */
export function joinHub(user: object, make: () => PoolHub): PoolHub {
  registry().users.add(user);
  return startHub(make);
}

export function leaveHub(user: object): void {
  registry().users.delete(user);
  retireHub();
}

/** Lets the hub of the process go where nobody needs it and no pool is watched. */
export function retireHub(): void {
  const shared = registry();
  const { hub } = shared;
  if (!hub || shared.users.size > 0) return;
  if (hub.watched().length > 0 || hub.http.observed().length > 0) return;
  shared.hub = undefined;
  if (hub.wasRead) shared.retired = hub;
  else hub[Symbol.dispose]();
}

/** The hub of the process, where one stands. */
export function currentHub(): PoolHub | undefined {
  return registry().hub;
}

/** Takes `group` for observed until it is left, and keeps what ends that; `false` where it is observed already. */
export function enterGroup(group: object, observation: Disposable): boolean {
  const { groups } = registry();
  if (groups.has(group)) return false;
  groups.set(group, observation);
  return true;
}

export function leaveGroup(group: object): void {
  registry().groups.delete(group);
}

/** Tells of a pool of `createPool`. */
export function announcePool(pool: object): void {
  const { pools, finders } = registry();
  for (const ref of pools) if (!ref.deref()) pools.delete(ref);
  pools.add(new WeakRef(pool));
  for (const find of finders) find(pool);
}

/** Tells `find` of the pools of `createPool`, those that are there and those to come, until it is disposed. */
export function findPools(find: (pool: object) => void): Disposable {
  const { pools, finders } = registry();
  finders.add(find);
  for (const ref of pools) {
    const pool = ref.deref();
    if (pool) find(pool);
  }
  return { [Symbol.dispose]: () => void finders.delete(find) };
}

import { adapterOf } from './adapter-of.ts';
import { groupOf } from './groups.ts';
import { PoolHub } from './hub.ts';
import { observationOf } from './observe-pool.ts';
import type { ObservedPool } from './observed-pool.ts';
import type { LimitedPool } from './open-limit.ts';
import { OBSERVE_OPTIONS } from './options.ts';
import type { CloseReason, KnownIdentity, PoolAdapter, PoolGroup, PoolStats } from './pool.ts';
import { currentHub, retireHub, startHub } from './registry.ts';
import { type PoolState, stateOf } from './series.ts';

/** What a registry holds under one name: a pool, or all the pools of a group. */
export interface Member extends LimitedPool, Disposable {
  readonly pool: object;
  state(): PoolState;
  /** See `RegisteredPool`. */
  reconnects(): number | undefined;
  /** Closes idle connections but for those that the pool keeps ready; gives how many. */
  closeIdle(): number;
  /** Closes every idle connection; gives how many. */
  closeAll(): number;
  end(): Promise<unknown>;
}

/** What a group told of a pool. */
interface Told {
  readonly nameInGroup?: string | undefined;
  readonly identity?: KnownIdentity | undefined;
}

/** Takes `pool` in as `name`. Throws a `TypeError` where it is no pool. */
export function memberFor(name: string, pool: object, told: Told = {}): Member {
  const group = groupOf(pool);
  return group ? groupMember(name, pool, group, told) : poolMember(name, pool, told);
}

function poolMember(name: string, pool: object, told: Told): Member {
  const adapter = adapterOf(pool);
  const own = observeUntilAsked(name, pool, adapter, told);
  const observed = (): ObservedPool | undefined => currentHub()?.find(pool);
  // What nobody borrows from has no connection that is idle.
  if (adapter.takeIdle && adapter.lease) observed()?.mayClose('pressure');
  const stats = (): PoolStats => adapter.stats(pool);
  const closeOne = (reason: CloseReason): boolean => {
    // What is idle is that which the pool says; one that nobody borrows from lends its connection to checks alone.
    const idle = stats().idle > 0 ? adapter.takeIdle?.(pool, () => false) : undefined;
    idle?.close(reason);
    return idle !== undefined;
  };
  const close = (kept: number, reason: CloseReason): number => {
    let closed = 0;
    // No more than there were: a pool that keeps some ready opens others in their place.
    for (let left = stats().idle - kept; left > 0 && closeOne(reason); left--) closed++;
    return closed;
  };
  return {
    pool,
    stats,
    state: () => observed()?.state(stats()) ?? stateOf(stats()),
    reconnects: () => (adapter.createsUnseen ? undefined : observed()?.reconnects),
    closeOne: () => closeOne('pressure'),
    closeIdle: () => close(stats().idleMin ?? 0, 'pressure'),
    closeAll: () => close(0, 'shutdown'),
    end: async () => adapter.end?.(pool),
    [Symbol.dispose]() {
      own?.detach();
      retireHub();
    },
  };
}

/** Reports `pool` until somebody asks for that by options of his own; one that is reported stays as it is. */
function observeUntilAsked(
  name: string,
  pool: object,
  adapter: PoolAdapter<object>,
  told: Told,
): ObservedPool | undefined {
  if (currentHub()?.find(pool)) return undefined;
  const defaults = Object.fromEntries(
    Object.entries(OBSERVE_OPTIONS).map(([key, { fallback }]) => [key, fallback]),
  ) as Parameters<typeof observationOf>[0];
  return startHub(() => new PoolHub()).observe(pool, adapter, {
    ...observationOf(defaults),
    ...told,
    name,
    provisional: true,
  });
}

function groupMember(name: string, pool: object, group: PoolGroup<object>, outer: Told): Member {
  const members = new Map<object, Member>();
  const watching = group.members(
    pool,
    (each, nameInGroup = outer.nameInGroup, identity = outer.identity) => {
      if (!members.has(each)) members.set(each, memberFor(name, each, { nameInGroup, identity }));
    },
  );
  const all = (): Member[] => [...members.values()];
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const stats = (): PoolStats => sumOf(all().map((each) => each.stats()));
  return {
    pool,
    stats,
    state() {
      const states = all().map((each) => each.state());
      return states.includes('unhealthy') ? 'unhealthy' : stateOf(stats());
    },
    reconnects() {
      const known = all()
        .map((each) => each.reconnects())
        .filter((each) => each !== undefined);
      return known.length > 0 ? sum(known) : undefined;
    },
    closeOne: () => all().some((each) => each.closeOne()),
    closeIdle: () => sum(all().map((each) => each.closeIdle())),
    closeAll: () => sum(all().map((each) => each.closeAll())),
    end: async () => (group.end ? group.end(pool) : Promise.all(all().map((each) => each.end()))),
    [Symbol.dispose]() {
      watching[Symbol.dispose]();
      for (const each of all()) each[Symbol.dispose]();
    },
  };
}

/** The numbers of the pools that can still lend; a limit is known where that of each is. */
function sumOf(all: readonly PoolStats[]): PoolStats {
  const live = all.filter(({ ended }) => !ended);
  const sum = (key: 'used' | 'idle' | 'pending' | 'idleMin'): number =>
    live.reduce((total, each) => total + (each[key] ?? 0), 0);
  const limits = live.map(({ limit }) => limit).filter((limit) => limit !== undefined);
  const known = limits.length > 0 && limits.length === live.length;
  return {
    used: sum('used'),
    idle: sum('idle'),
    pending: sum('pending'),
    limit: known ? limits.reduce((a, b) => a + b, 0) : undefined,
    idleMax: undefined,
    idleMin: sum('idleMin'),
    ended: all.length > 0 && live.length === 0,
  };
}

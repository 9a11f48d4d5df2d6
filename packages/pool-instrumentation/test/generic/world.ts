import { type FakeClock, fakeClock } from '@plimsoll/kernel';
import { expect } from 'vitest';
import { resourcePool } from '../../src/adapters/resource-pool.ts';
import { buildPool } from '../../src/generic/create-pool.ts';
import type { Lease } from '../../src/generic/lease.ts';
import { PRIORITIES } from '../../src/generic/request-queue.ts';
import type { ResourcePool } from '../../src/generic/resource-pool.ts';
import { settle, transient } from './rig.ts';

interface Resource {
  readonly id: number;
}

/** A call of the factory that has not been answered. */
interface Call {
  readonly what: 'create' | 'validate' | 'destroy';
  well(): void;
  badly(): void;
  /** Whether the pool has given it up. */
  given: boolean;
}

interface Asked {
  readonly turn: number;
  readonly priority: number;
  readonly abort: AbortController;
  ended: boolean;
}

export interface WorldShape {
  readonly max: number;
  readonly minIdle: number;
  readonly validates: boolean;
  readonly maxUses: number;
}

/** A pool between users and a factory that answers when, and as, a run says. */
export interface World {
  readonly clock: FakeClock;
  readonly pool: ResourcePool<Resource>;
  /** The most that may be open: a limit that was lowered takes nothing from who holds it. */
  most(): number;
  readonly calls: Call[];
  readonly leases: Lease<Resource>[];
  /** Resources that were made in time and are not yet destroyed. */
  readonly live: ReadonlySet<number>;
  /** How often each resource was destroyed. */
  readonly destroyed: ReadonlyMap<number, number>;
  /** What was broken as soon as it happened. */
  readonly broken: string[];
  acquire(priority: number): void;
  giveBack(which: number, way: 'release' | 'destroy'): void;
  abort(which: number): void;
  settle(which: number, how: 'well' | 'badly'): void;
  resize(limit: number): void;
  turn(): Promise<void>;
  /** Has everything answered well and given back, and sees that all who wait are served and the whole capacity can be lent. */
  recover(): Promise<void>;
  /** Closes the pool, and sees that nothing is left of it. */
  end(): Promise<void>;
}

export function createWorld({ max, minIdle, validates, maxUses }: WorldShape): World {
  const clock = fakeClock();
  const calls: Call[] = [];
  const leases: Lease<Resource>[] = [];
  const live = new Set<number>();
  const destroyed = new Map<number, number>();
  const broken: string[] = [];
  const asked: Asked[] = [];
  let ids = 0;
  let turns = 0;
  let answersAtOnce = false;
  let limit = max;
  let most = max;

  const call = <R>(
    what: Call['what'],
    signal: AbortSignal | undefined,
    result: () => R,
    failed: () => void = () => {},
  ): Promise<R> =>
    new Promise<R>((resolve, reject) => {
      const each: Call = {
        what,
        given: false,
        well: () => resolve(result()),
        badly() {
          failed();
          reject(transient());
        },
      };
      signal?.addEventListener('abort', () => {
        each.given = true;
      });
      if (answersAtOnce) each.well();
      else calls.push(each);
    });

  const pool = buildPool<Resource>(
    {
      create: (signal) =>
        call('create', signal, () => {
          const id = ++ids;
          if (!signal.aborted) live.add(id);
          return { id };
        }),
      destroy: ({ id }) => {
        destroyed.set(id, (destroyed.get(id) ?? 0) + 1);
        const over = (): void => void live.delete(id);
        // The pool waits for it no longer than this, and not for one that fails.
        clock.after(2, over);
        return call('destroy', undefined, over, over);
      },
      ...(validates && {
        validate: (_resource: Resource, signal: AbortSignal) =>
          call('validate', signal, () => true),
      }),
    },
    {
      max,
      minIdle,
      maxUses,
      acquireTimeoutMillis: 10_000,
      createTimeoutMillis: 3000,
      validateTimeoutMillis: 1000,
      destroyTimeoutMillis: 2000,
      keepaliveMillis: 900,
      maxLifetimeMillis: 30_000,
      idleTimeoutMillis: 20_000,
      priorityAgingMillis: 3000,
      backoffMaxMillis: 500,
    },
    {
      clock,
      random: () => 0.5,
      faults: { report: () => {}, absent: () => {}, guard: (_cause, action) => action() },
    },
  );

  const ask = async (priority: number): Promise<void> => {
    const request = { turn: ++turns, priority, abort: new AbortController(), ended: false };
    asked.push(request);
    try {
      const lease = await pool.acquire({
        priority: PRIORITIES[priority] ?? 'normal',
        signal: request.abort.signal,
      });
      const before = asked.filter(
        (each) => !each.ended && each.priority === priority && each.turn < request.turn,
      );
      if (before.length > 0) broken.push(`${request.turn} was served before ${before[0]?.turn}`);
      if (leases.some(({ resource }) => resource.id === lease.resource.id))
        broken.push(`${lease.resource.id} was lent twice`);
      if (destroyed.has(lease.resource.id)) broken.push(`${lease.resource.id} was lent destroyed`);
      leases.push(lease);
    } catch {
      // Given up, or out of time: as it may be.
    }
    request.ended = true;
  };

  const world: World = {
    clock,
    pool,
    most() {
      most = Math.max(limit, Math.min(most, live.size + creating(calls)));
      return most;
    },
    calls,
    leases,
    live,
    destroyed,
    broken,
    acquire: (priority) => void ask(priority),
    giveBack(which, way) {
      const [lease] = leases.splice(which % Math.max(1, leases.length), 1);
      lease?.[way]();
    },
    abort(which) {
      const waiting = asked.filter(({ ended }) => !ended);
      waiting[which % Math.max(1, waiting.length)]?.abort.abort();
    },
    settle(which, how) {
      const [each] = calls.splice(which % Math.max(1, calls.length), 1);
      each?.[how]();
    },
    resize(wanted) {
      limit = wanted;
      resourcePool.resize?.(pool as never, wanted);
    },
    turn: settle,
    async recover() {
      answersAtOnce = true;
      const finish = async (seconds: number): Promise<void> => {
        for (const each of calls.splice(0)) each.well();
        for (const lease of leases.splice(0)) lease.release();
        await settle();
        clock.advance(seconds);
        await settle();
      };
      for (let round = 0; round < 80; round++) await finish(round < 4 ? 0.3 : 0.01);
      expect(pool.stats.pending, 'nobody waits for nothing').toBe(0);
      await finish(6);
      await finish(0);
      for (let n = 0; n < limit; n++) void ask(2);
      await settle();
      // The wait after a failure may not be over.
      clock.advance(0.6);
      await settle();
      check(world);
      expect(leases, 'no capacity is lost').toHaveLength(limit);
    },
    async end() {
      for (const lease of leases.splice(0)) lease.release();
      let closed = false;
      void pool.close().then(() => {
        closed = true;
      });
      await settle();
      expect(closed, 'it closes').toBe(true);
      expect([...live], 'everything is destroyed at close').toEqual([]);
      expect(destroyed.size, 'everything that was made is destroyed').toBe(ids);
      expect(
        [...destroyed.values()].every((times) => times === 1),
        'and once',
      ).toBe(true);
    },
  };
  return world;
}

/** The laws that hold at every moment. */
export function check(world: World): void {
  const { pool, live, calls, leases, broken } = world;
  expect(broken).toEqual([]);
  const most = world.most();
  expect(live.size + creating(calls), 'never more than the limit').toBeLessThanOrEqual(most);
  const { used, idle } = pool.stats;
  expect(used, 'what it says is used is what is held').toBe(leases.length);
  expect(used + idle, 'never more open than the limit').toBeLessThanOrEqual(most);
}

function creating(calls: readonly Call[]): number {
  return calls.filter(({ what, given }) => what === 'create' && !given).length;
}

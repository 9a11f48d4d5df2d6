import { describe, expect, test } from 'vitest';
import { buildPool } from '../../src/generic/create-pool.ts';
import { outcome, rig, settle, transient } from './rig.ts';

/** What generic-pool 3.9.0 does with a factory that fails in each of these ways. */
describe('a factory that fails', () => {
  test('in the same turn does not hold up the process, and is asked less often each time', async () => {
    const failure = transient();
    const { pool, attempts, pass } = rig(
      { acquireTimeoutMillis: 4000 },
      { create: () => Promise.reject(failure) },
    );
    const acquiring = outcome(pool.acquire());
    await pass(1);
    const first = attempts();
    expect(first).toBeGreaterThan(2);
    expect(first).toBeLessThan(10);
    await pass(3);
    expect(attempts() - first).toBeLessThan(first);
    expect(acquiring.error).toMatchObject({
      name: 'TimeoutError',
      code: 'POOL_ACQUIRE_TIMEOUT',
      cause: failure,
      message: 'No resource in 4000 ms: 0 of 10 used, 0 idle, 1 waiting',
    });
  });

  test('begins anew with a short wait once it has succeeded', async () => {
    let fails = 5;
    const { pool, attempts, pass } = rig(
      {},
      {
        create: async () => {
          if (fails-- > 0) throw transient();
          return { id: 0 };
        },
      },
    );
    const lease = pool.acquire();
    await pass(1);
    (await lease).destroy();
    fails = 1;
    const before = attempts();
    const again = outcome(pool.acquire());
    await pass(0.02);
    expect(attempts() - before).toBe(2);
    expect(again.value).toBeDefined();
  });

  test('synchronously rejects, and leaves no request in the queue', async () => {
    const failure = new Error('no such user');
    const { pool, clock } = rig(
      {},
      {
        create() {
          throw failure;
        },
      },
    );
    const timers = clock.timers;
    await expect(pool.acquire()).rejects.toBe(failure);
    expect(pool.stats).toMatchObject({ pending: 0, used: 0 });
    expect(clock.timers).toBe(timers);
  });

  test('by never answering holds its place only for its time, and what comes late is destroyed', async () => {
    const signals: AbortSignal[] = [];
    const late: (() => void)[] = [];
    const { pool, destroyed, pass } = rig(
      { max: 1, createTimeoutMillis: 1000 },
      {
        create: (signal) => {
          signals.push(signal);
          if (signals.length > 1) return { id: 2 };
          return new Promise((resolve) => late.push(() => resolve({ id: 1 })));
        },
      },
    );
    const acquiring = outcome(pool.acquire());
    await pass(2);
    expect(signals[0]?.reason).toMatchObject({ code: 'POOL_CREATE_TIMEOUT' });
    expect(acquiring.value).toMatchObject({ resource: { id: 2 } });
    late[0]?.();
    await settle();
    expect(destroyed).toEqual([1]);
  });

  test('to validate loses no place: a rejection, a throw, a silence and a `false` all replace the resource', async () => {
    const answers = [
      () => Promise.reject(new Error('broken pipe')),
      () => {
        throw new Error('broken pipe');
      },
      () => new Promise<boolean>(() => {}),
      () => false,
    ];
    for (const answer of answers) {
      const { pool, destroyed, pass, validated } = rig(
        { max: 1, validateTimeoutMillis: 1000 },
        { validate: ({ id }) => (id === 1 ? answer() : true) },
      );
      (await pool.acquire()).release();
      await pass(0.5);
      const acquiring = outcome(pool.acquire());
      await pass(1);
      expect(validated).toEqual([1]);
      expect(destroyed).toEqual([1]);
      expect(acquiring.value).toMatchObject({ resource: { id: 2 } });
    }
  });

  test('to destroy, at once, later or never, is reported and loses no place', async () => {
    const answers = [
      () => {
        throw new Error('broken pipe');
      },
      () => Promise.reject(new Error('broken pipe')),
      () => new Promise(() => {}),
    ];
    for (const answer of answers) {
      const { pool, reports, pass } = rig(
        { max: 1, destroyTimeoutMillis: 1000 },
        { destroy: answer },
      );
      (await pool.acquire()).destroy();
      const acquiring = outcome(pool.acquire());
      await pass(1);
      expect(reports).toEqual(['destroying a resource failed']);
      expect(acquiring.value).toMatchObject({ resource: { id: 2 } });
    }
  });
});

test('lends equal primitives apart', async () => {
  const pool = buildPool<string>(
    { create: () => 'same', destroy: () => {} },
    { max: 2 },
    { clock: rig().clock, random: () => 0 },
  );
  const leases = [await pool.acquire(), await pool.acquire()];
  expect(pool.stats.used).toBe(2);
  for (const lease of leases) lease.release();
  expect(pool.stats).toMatchObject({ used: 0, idle: 2 });
});

test('opens none in the place of one that is still being destroyed', async () => {
  const destroying: (() => void)[] = [];
  const { pool, made } = rig(
    { max: 1 },
    { destroy: () => new Promise<void>((resolve) => destroying.push(resolve)) },
  );
  (await pool.acquire()).destroy();
  const acquiring = outcome(pool.acquire());
  await settle();
  expect(made).toEqual([1]);
  destroying[0]?.();
  await settle();
  expect(made).toEqual([1, 2]);
  expect(acquiring.value).toBeDefined();
});

test('closes what is idle for long without being told to look, but for `minIdle`', async () => {
  const { pool, made, destroyed, pass } = rig({ minIdle: 2, idleTimeoutMillis: 20_000 });
  const leases = await Promise.all([1, 2, 3, 4].map(() => pool.acquire()));
  for (const lease of leases) lease.release();
  await pass(60);
  expect(pool.stats.idle).toBe(2);
  expect(destroyed).toHaveLength(made.length - 2);
  expect(made.length).toBeLessThanOrEqual(6);
});

test('a waiter that has gone takes no resource from those behind it', async () => {
  const { pool, pass } = rig({ max: 1 });
  const lease = await pool.acquire();
  const abort = new AbortController();
  const waiters = [
    pool.acquire({ timeoutMillis: 1000 }),
    pool.acquire({ signal: abort.signal }),
    pool.acquire(),
  ].map(outcome);
  await pass(1);
  abort.abort(new Error('enough'));
  lease.release();
  await settle();
  expect(waiters[0]?.error).toMatchObject({ code: 'POOL_ACQUIRE_TIMEOUT' });
  expect(waiters[1]?.error).toMatchObject({ message: 'enough' });
  expect(waiters[2]?.value).toMatchObject({ resource: { id: 1 } });
});

import { expect, test } from 'vitest';
import { createLifecycle, type PoolLifecycleState } from '../../src/generic/lifecycle.ts';
import { outcome, rig, settle, transient } from './rig.ts';

const STATES: readonly PoolLifecycleState[] = [
  'created',
  'starting',
  'running',
  'draining',
  'closed',
];

/** How each state is reached. */
const WAYS: Readonly<Record<PoolLifecycleState, readonly PoolLifecycleState[]>> = {
  created: [],
  starting: ['starting'],
  running: ['starting', 'running'],
  draining: ['draining'],
  closed: ['draining', 'closed'],
};

test('goes from state to state by these steps and no others', () => {
  const legal: string[] = [];
  for (const from of STATES)
    for (const to of STATES) {
      const life = createLifecycle();
      for (const step of WAYS[from]) life.to(step);
      try {
        life.to(to);
        legal.push(`${from} > ${life.state}`);
      } catch (error) {
        expect(error).toMatchObject({ message: `A pool that is ${from} cannot be ${to}` });
        expect(life.state).toBe(from);
      }
    }
  expect(legal).toEqual([
    'created > starting',
    'created > draining',
    'starting > running',
    'starting > draining',
    'running > draining',
    'draining > closed',
  ]);
});

test('starts with its first request, or when it is told to, and ends closed', async () => {
  const { pool } = rig();
  expect(pool.state).toBe('created');
  const acquiring = pool.acquire();
  expect(pool.state).toBe('running');
  (await acquiring).release();
  const closing = pool.close();
  expect(pool.state).toBe('draining');
  await closing;
  expect(pool.state).toBe('closed');
  expect(pool.close()).toBe(closing);
});

test('warms up before it says that it has started', async () => {
  const opening: (() => void)[] = [];
  const { pool } = rig(
    { minIdle: 2 },
    { create: () => new Promise((resolve) => opening.push(() => resolve({ id: 1 }))) },
  );
  const starting = outcome(pool.start());
  await settle();
  expect(opening).toHaveLength(2);
  opening[0]?.();
  await settle();
  expect([pool.state, 'value' in starting]).toEqual(['starting', false]);
  opening[1]?.();
  await settle();
  expect([pool.state, 'value' in starting]).toEqual(['running', true]);
});

test('fails to start at once where the failure does not pass, and is closed', async () => {
  const failure = new Error('password authentication failed');
  const { pool, attempts } = rig({ minIdle: 0 }, { create: () => Promise.reject(failure) });
  await expect(pool.start()).rejects.toBe(failure);
  expect(pool.state).toBe('closed');
  expect(attempts()).toBe(1);
  await expect(pool.acquire()).rejects.toMatchObject({ code: 'POOL_CLOSED' });
});

test('tries to start until its time is up where the failure may pass', async () => {
  const failure = transient();
  const { pool, attempts, pass } = rig(
    { startTimeoutMillis: 2000 },
    { create: () => Promise.reject(failure) },
  );
  const starting = outcome(pool.start());
  await pass(1.9);
  expect(starting).toEqual({});
  expect(attempts()).toBeGreaterThan(2);
  await pass(0.2);
  expect(starting.error).toBe(failure);
  expect(pool.state).toBe('closed');
});

test('starts through failures that pass', async () => {
  let failures = 3;
  const { pool, pass } = rig(
    { minIdle: 2 },
    {
      create: async () => {
        if (failures-- > 0) throw transient();
        return { id: 1 };
      },
    },
  );
  const starting = outcome(pool.start());
  await pass(1);
  expect(starting).toEqual({ value: undefined });
  expect(pool.stats.idle).toBe(2);
});

test('starts all the same where it is not to fail fast', async () => {
  const { pool, pass } = rig(
    { failFast: false, minIdle: 1, startTimeoutMillis: 1000 },
    { create: () => Promise.reject(new Error('password authentication failed')) },
  );
  const starting = outcome(pool.start());
  await pass(1.1);
  expect(starting).toEqual({ value: undefined });
  expect(pool.state).toBe('running');
});

test('closed while it starts, it says so', async () => {
  const { pool } = rig({}, { create: () => new Promise(() => {}) });
  const starting = outcome(pool.start());
  await pool.close();
  await settle();
  expect(starting.error).toMatchObject({ code: 'POOL_CLOSED' });
  await expect(pool.start()).rejects.toMatchObject({ code: 'POOL_CLOSED' });
});

test('closed after it was started, it starts no more', async () => {
  const { pool } = rig();
  await pool.start();
  await pool.close();
  await expect(pool.start()).rejects.toMatchObject({ code: 'POOL_CLOSED' });
});

test('serves those who wait when it is told to close, takes no more, and ends what it has', async () => {
  const { pool, destroyed } = rig({ max: 1 });
  const lease = await pool.acquire();
  const waiting = outcome(pool.acquire());
  const closing = outcome(pool.close());
  await expect(pool.acquire()).rejects.toMatchObject({ code: 'POOL_CLOSED' });
  lease.release();
  await settle();
  expect(waiting.value).toMatchObject({ resource: { id: 1 } });
  expect(closing).toEqual({});
  (waiting.value as typeof lease).release();
  await settle();
  expect(closing).toEqual({ value: undefined });
  expect(destroyed).toEqual([1]);
  expect(pool.stats).toMatchObject({ used: 0, idle: 0, ended: true });
});

test('takes back what nobody gave back in time, and refuses who still waits', async () => {
  const { pool, destroyed, pass } = rig({ max: 1, drainTimeoutMillis: 1000 });
  const lease = await pool.acquire();
  const waiting = outcome(pool.acquire());
  const closing = outcome(pool.close());
  await pass(0.9);
  expect([closing, waiting]).toEqual([{}, {}]);
  await pass(0.2);
  expect(closing).toEqual({ value: undefined });
  expect(waiting.error).toMatchObject({ code: 'POOL_CLOSED' });
  expect(destroyed).toEqual([1]);
  lease.release();
  await settle();
  expect(destroyed).toEqual([1]);
});

test('destroys the youngest first', async () => {
  const { pool, made, destroyed } = rig({ max: 4 });
  const leases = await Promise.all([1, 2, 3, 4].map(() => pool.acquire()));
  for (const index of [2, 0, 3, 1]) leases[index]?.release();
  await pool.close();
  expect(destroyed).toEqual([...made].reverse());
});

test('waits for what is being made, checked and destroyed before it is closed', async () => {
  const calls: (() => void)[] = [];
  const held = <R>(result: R): Promise<R> =>
    new Promise((resolve) => calls.push(() => resolve(result)));
  const { pool, pass, validated } = rig(
    { keepaliveMillis: 1000 },
    { validate: () => held(true), destroy: () => held(undefined) },
  );
  await pool.use(() => {});
  await pass(2);
  expect(validated).toEqual([1]);
  const closing = outcome(pool.close());
  await settle();
  expect(closing).toEqual({});
  for (const call of calls.splice(0)) call();
  await settle();
  expect(closing).toEqual({});
  for (const call of calls.splice(0)) call();
  await settle();
  expect(closing).toEqual({ value: undefined });
});

test('leaves no timer behind', async () => {
  const { pool, clock } = rig({ max: 1, minIdle: 1 }, { validate: () => true });
  await pool.start();
  const lease = await pool.acquire();
  const waiting = pool.acquire();
  lease.release();
  (await waiting).release();
  await pool[Symbol.asyncDispose]();
  expect(clock.timers).toBe(0);
});

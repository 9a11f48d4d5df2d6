import { expect, test } from 'vitest';
import { createPool } from '../../src/generic/create-pool.ts';
import { outcome, type Resource, rig, settle } from './rig.ts';

test('lends, takes back and lends the same again', async () => {
  const { pool, made } = rig();
  const lease = await pool.acquire();
  expect(lease.resource).toEqual({ id: 1 });
  expect(pool.stats).toMatchObject({ used: 1, idle: 0, limit: 10 });
  lease.release();
  expect(pool.stats).toMatchObject({ used: 0, idle: 1 });
  expect((await pool.acquire()).resource).toEqual({ id: 1 });
  expect(made).toEqual([1]);
});

test('takes back at the end of `await using`', async () => {
  const { pool } = rig();
  {
    await using lease = await pool.acquire();
    expect(lease.resource.id).toBe(1);
    expect(pool.stats.used).toBe(1);
  }
  expect(pool.stats).toMatchObject({ used: 0, idle: 1 });
});

test('takes back after `use`, whether it succeeds or fails', async () => {
  const { pool } = rig({ max: 1 });
  expect(await pool.use(({ id }) => id)).toBe(1);
  await expect(pool.use(() => Promise.reject(new Error('the work')))).rejects.toThrow('the work');
  expect(pool.stats).toMatchObject({ used: 0, idle: 1 });
});

test('takes a lease back once, and gives no resource out by it any more', async () => {
  const { pool, destroyed } = rig({ max: 1 });
  const first = await pool.acquire();
  first.release();
  const second = await pool.acquire();
  first.release();
  first.destroy();
  await first[Symbol.asyncDispose]();
  expect(pool.stats.used).toBe(1);
  expect(destroyed).toEqual([]);
  expect(second.resource.id).toBe(1);
  expect(() => first.resource).toThrow('given back');
});

test('destroys what is given back as broken', async () => {
  const { pool, destroyed } = rig({ max: 1 });
  const lease = await pool.acquire();
  lease.destroy();
  await settle();
  expect(destroyed).toEqual([1]);
  expect((await pool.acquire()).resource.id).toBe(2);
});

test.each([
  [0, 10],
  [1, 9.75],
])(
  'replaces a resource that is too old, idle or lent, with a jitter of %d',
  async (jitter, age) => {
    const { pool, destroyed, pass } = rig({ maxLifetimeMillis: 10_000 }, {}, jitter);
    const [idle, lent] = await Promise.all([pool.acquire(), pool.acquire()]);
    const ids = [idle.resource.id, lent.resource.id];
    idle.release();
    await pass(age - 0.25);
    expect(destroyed).toEqual([]);
    await pass(0.5);
    lent.release();
    await settle();
    expect(destroyed).toContain(ids[1]);
    await pass(1);
    expect(destroyed.sort()).toEqual(ids.sort());
  },
);

test('replaces a resource that was used as often as it may be', async () => {
  const { pool } = rig({ maxUses: 2 });
  const ids: number[] = [];
  for (let use = 0; use < 5; use++) await pool.use(({ id }) => ids.push(id));
  expect(ids).toEqual([1, 1, 2, 2, 3]);
});

test('validates before it lends what was idle for a while, and not what just came back', async () => {
  const { pool, validated, pass } = rig({ validateAfterMillis: 500 }, { validate: () => true });
  await pool.use(() => {});
  await pool.use(() => {});
  expect(validated).toEqual([]);
  await pass(0.5);
  await pool.use(() => {});
  expect(validated).toEqual([1]);
});

test('validates idle resources in the background, and replaces the dead', async () => {
  const dead = new Set<number>();
  const { pool, validated, destroyed, pass } = rig(
    { keepaliveMillis: 10_000 },
    { validate: ({ id }) => !dead.has(id) },
  );
  await pool.use(() => {});
  await pass(9);
  expect(validated).toEqual([]);
  await pass(2);
  expect(validated).toEqual([1]);
  dead.add(1);
  await pass(11);
  expect(validated).toEqual([1, 1]);
  expect(destroyed).toEqual([1]);
});

test('checks only some of the idle at a time, so that the others can be lent', async () => {
  const { pool, validated, pass } = rig(
    { max: 8, keepaliveMillis: 10_000 },
    { validate: () => new Promise(() => {}) },
  );
  const leases = await Promise.all(Array.from({ length: 8 }, () => pool.acquire()));
  for (const lease of leases) lease.release();
  await pass(10.5);
  expect(validated).toHaveLength(2);
});

test('serves who came while the only resource was out for a check', async () => {
  const answers: (() => void)[] = [];
  const { pool, pass } = rig(
    { max: 1, keepaliveMillis: 10_000 },
    { validate: () => new Promise((resolve) => answers.push(() => resolve(true))) },
  );
  await pool.use(() => {});
  await pass(10.5);
  const acquiring = outcome(pool.acquire());
  await settle();
  expect(acquiring).toEqual({});
  answers[0]?.();
  await settle();
  expect(acquiring.value).toMatchObject({ resource: { id: 1 } });
});

test('keeps `minIdle` ready beside what is lent, as far as `max` lets', async () => {
  const { pool } = rig({ minIdle: 2, max: 4 });
  await pool.start();
  await settle();
  expect(pool.stats.idle).toBe(2);
  const leases: { release(): void }[] = [];
  for (const [used, idle] of [
    [1, 2],
    [2, 2],
    [3, 1],
    [4, 0],
  ]) {
    leases.push(await pool.acquire());
    await settle();
    expect(pool.stats).toMatchObject({ used, idle });
  }
});

test('serves by priority, and within one by arrival', async () => {
  const { pool } = rig({ max: 1 });
  const order: string[] = [];
  const lease = await pool.acquire();
  const ask = (name: string, priority?: 'critical' | 'high' | 'low') =>
    pool.use(() => void order.push(name), priority && { priority });
  const asked = [
    ask('low', 'low'),
    ask('normal'),
    ask('high', 'high'),
    ask('normal, later'),
    ask('critical', 'critical'),
  ];
  lease.release();
  await Promise.all(asked);
  expect(order).toEqual(['critical', 'high', 'normal', 'normal, later', 'low']);
});

test('lets nobody wait for ever behind those of a higher priority', async () => {
  const { pool, pass } = rig({ max: 1, priorityAgingMillis: 2000 });
  const order: string[] = [];
  const lease = await pool.acquire();
  const low = pool.use(() => void order.push('low'), { priority: 'low' });
  await pass(4.5);
  const normal = pool.use(() => void order.push('normal'));
  const critical = pool.use(() => void order.push('critical'), { priority: 'critical' });
  lease.release();
  await Promise.all([low, normal, critical]);
  expect(order).toEqual(['critical', 'low', 'normal']);
});

test('ends a wait by its signal, before it begins and after', async () => {
  const { pool } = rig({ max: 1 });
  const reason = new Error('enough');
  await expect(pool.acquire({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const lease = await pool.acquire();
  const abort = new AbortController();
  const waiting = pool.acquire({ signal: abort.signal });
  abort.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(pool.stats).toMatchObject({ used: 1, pending: 0 });
  lease.release();
});

test('leaves a lease alone that was granted before its signal', async () => {
  const { pool } = rig({ max: 1 });
  const abort = new AbortController();
  const acquiring = pool.acquire({ signal: abort.signal });
  await settle();
  abort.abort();
  (await acquiring).release();
  expect(pool.stats).toMatchObject({ used: 0, idle: 1 });
});

test('refuses at once when as many wait as may', async () => {
  const { pool } = rig({ max: 1, maxWaiting: 1 });
  const lease = await pool.acquire();
  const waiting = pool.acquire();
  await expect(pool.acquire()).rejects.toMatchObject({
    name: 'PoolUnavailableError',
    code: 'POOL_QUEUE_FULL',
  });
  lease.release();
  (await waiting).release();
});

test('lets those wait whom an open resource can serve when none can be made', async () => {
  let made = 0;
  const create = async (): Promise<Resource> => {
    if (made++ > 0) throw new Error('no such user');
    return { id: 1 };
  };
  const { pool } = rig({ max: 2 }, { create });
  const lease = await pool.acquire();
  const waiting = outcome(pool.acquire());
  await settle();
  expect(waiting).toEqual({});
  lease.release();
  await settle();
  expect(waiting.value).toMatchObject({ resource: { id: 1 } });
});

test('infers what it lends from the factory', async () => {
  const pool = createPool({ create: async (): Promise<Resource> => ({ id: 1 }), destroy() {} });
  const id: number = await pool.use((resource) => resource.id);
  expect(id).toBe(1);
  await pool.close();
});

test.each([
  [{ max: 0 }, RangeError, '`max`'],
  [{ max: 1.5 }, RangeError, '`max`'],
  [{ max: 2, minIdle: 3 }, RangeError, '`minIdle` to be at most `max` (2), got `3`'],
  [{ backoffMinMillis: 9, backoffMaxMillis: 5 }, RangeError, '`backoffMinMillis` to be at most'],
  [{ acquireTimeoutMillis: Number.POSITIVE_INFINITY }, RangeError, '`acquireTimeoutMillis`'],
  [{ isTransient: true }, TypeError, '`isTransient`'],
  [{ maximum: 5 }, TypeError, '`maximum`'],
])('refuses %o', (options, kind, words) => {
  const make = () => createPool({ create: () => 1, destroy() {} }, options as never);
  expect(make).toThrow(kind);
  expect(make).toThrow(words);
});

test.each([
  [{ priority: 'urgent' }, RangeError, "Expected `priority` to be one of 'critical', 'high'"],
  [{ timeoutMillis: 0 }, RangeError, 'Expected `timeoutMillis` to be a number from 1 to 86400000'],
  [{ timeoutMillis: Number.NaN }, RangeError, '`timeoutMillis`'],
  [{ signal: 5 }, TypeError, 'Expected `signal` to be an object'],
  [{ prio: 'high' }, TypeError, '`prio`'],
  [null, TypeError, 'Expected the options of acquire to be an object'],
])('refuses to acquire with %o, and lends on', async (options, kind, words) => {
  const { pool } = rig({ max: 1 });
  for (const refused of [pool.acquire(options as never), pool.use(() => {}, options as never)]) {
    await expect(refused).rejects.toThrow(kind);
    await expect(refused).rejects.toThrow(words);
  }
  expect(pool.stats).toMatchObject({ used: 0, pending: 0 });
  await pool.use(() => {});
});

test.each([
  [undefined],
  [{}],
  [{ create: (): number => 1 }],
  [{ create: (): number => 1, destroy() {}, validate: true }],
])('refuses %o for a factory', (factory) => {
  expect(() => createPool(factory as never)).toThrow(/^Expected `factory\.\w+` to be a function$/);
});

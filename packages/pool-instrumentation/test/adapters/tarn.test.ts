import { Pool } from 'tarn';
import { afterEach, expect, test, vi } from 'vitest';
import { tarn } from '../../src/adapters/tarn.ts';
import { recorder } from './recorder.ts';

async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function watchedPool(options: object = {}) {
  const pool = new Pool<object>({
    create: async () => ({}),
    destroy: async () => {},
    min: 0,
    max: 1,
    ...options,
  });
  const { events, told } = recorder(tarn.closes);
  tarn.watch(pool as never, events);
  return { pool, told, stats: () => tarn.stats(pool as never) };
}

afterEach(() => {
  vi.useRealTimers();
});

test('takes a connection that is still validated for idle, and its borrower for waiting', async () => {
  let valid = (_answer: boolean): void => {};
  const validate = () =>
    new Promise<boolean>((resolve) => {
      valid = resolve;
    });
  const { pool, stats } = watchedPool({ validate });
  const acquiring = pool.acquire().promise;
  await settle();
  expect(stats()).toMatchObject({ used: 0, idle: 1, pending: 1 });
  valid(true);
  pool.release(await acquiring);
  expect(stats()).toMatchObject({ used: 0, idle: 1, pending: 0 });
});

test('says that a connection was closed since it failed its check', async () => {
  const validate = vi.fn(() => validate.mock.calls.length > 1);
  const { pool, told } = watchedPool({ validate });
  await pool.acquire().promise;
  expect(told).toEqual(['requested', 'created', 'closed health_check', 'created', 'granted 1']);
});

test.each([
  [{ __knex__disposed: new Error('terminated') }, 'error'],
  [{ __knexLifetimeLimit: 1 }, 'max_lifetime'],
  [{ __knexLifetimeLimit: Number.MAX_VALUE }, 'health_check'],
  [{ __knexLifetimeLimit: null }, 'health_check'],
])('takes from the marks of knex, as in %o, why a connection was closed', async (marks, reason) => {
  const validate = (connection: object) => Object.keys(connection).length === 0;
  const { pool, told } = watchedPool({ validate });
  pool.release(Object.assign(await pool.acquire().promise, marks));
  await pool.acquire().promise;
  expect(told.filter((each) => each.startsWith('closed'))).toEqual([`closed ${reason}`]);
});

test('says that a connection was closed since it had been idle for long', async () => {
  const { pool, told } = watchedPool({ idleTimeoutMillis: 1 });
  pool.release(await pool.acquire().promise);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  pool.check();
  expect(told.at(-1)).toBe('closed idle_timeout');
});

test('tells a connection that cannot be made, and that the pool recovers', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const create = vi.fn(async () => {
    if (create.mock.calls.length === 1) throw new Error('refused');
    return {};
  });
  const { pool, told } = watchedPool({ create });
  const acquiring = pool.acquire().promise;
  await settle();
  expect(told).toEqual(['requested', 'create failed']);
  vi.advanceTimersByTime(200);
  await acquiring;
  expect(told).toEqual(['requested', 'create failed', 'created', 'granted 1']);
});

test('tells a request that fails with its connection, and counts no timeout', async () => {
  const create = () => Promise.reject(new Error('refused'));
  const { pool, told } = watchedPool({ create, propagateCreateError: true });
  await expect(pool.acquire().promise).rejects.toThrow('refused');
  expect(told).toEqual(['requested', 'create failed', 'refused']);
  await pool.destroy();
});

test('counts a connection that was not made in time as a timeout, and never as made', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let finish = (_connection: object): void => {};
  const create = () =>
    new Promise<object>((resolve) => {
      finish = resolve;
    });
  const destroy = vi.fn();
  const { pool, told } = watchedPool({
    create,
    destroy,
    createTimeoutMillis: 50,
    propagateCreateError: true,
  });
  const failure = pool.acquire().promise.catch((error: unknown) => error);
  vi.advanceTimersByTime(60);
  expect(await failure).toBeInstanceOf(Error);
  finish({});
  await settle();
  expect(destroy).toHaveBeenCalledTimes(1);
  expect(told).toEqual(['requested', 'create failed', 'timed out']);
  await pool.destroy();
});

test('counts no timeout for a request that is given up, by its caller or by the end of the pool', async () => {
  const { pool, told } = watchedPool();
  const connection = await pool.acquire().promise;
  const [given, left] = [pool.acquire(), pool.acquire()];
  const failures = [given, left].map((each) => each.promise.catch((error: Error) => error.message));
  given.abort();
  const ending = pool.destroy();
  pool.release(connection);
  await ending;
  expect(await Promise.all(failures)).toEqual(['aborted', 'aborted']);
  expect(told.filter((each) => /refused|timed/.test(each))).toEqual(['refused', 'refused']);
});

test('measures nothing that began before it was watched', async () => {
  const pool = new Pool<object>({ create: async () => ({}), destroy: () => {}, min: 0, max: 1 });
  const acquiring = pool.acquire().promise;
  const { events, told } = recorder(tarn.closes);
  tarn.watch(pool as never, events);
  await acquiring;
  expect(told).toEqual([]);
});

test('tells no use for a connection that nobody asked it for', async () => {
  const { pool, told } = watchedPool();
  expect(pool.release({})).toBe(false);
  expect(told).toEqual(['returned 1']);
});

test('is not ended while a connection is still made', async () => {
  const { pool, stats } = watchedPool();
  pool.acquire().promise.catch(() => {});
  const ending = pool.destroy();
  expect(stats()).toMatchObject({ used: 0, idle: 0, ended: false });
  await ending;
  expect(stats()).toMatchObject({ used: 0, idle: 0, ended: true });
});

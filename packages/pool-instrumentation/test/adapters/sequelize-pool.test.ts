import { Pool } from 'sequelize-pool';
import { afterEach, expect, test, vi } from 'vitest';
import { sequelizePool } from '../../src/adapters/sequelize-pool.ts';
import { recorder } from './recorder.ts';

function watchedPool(options: object = {}) {
  const pool = new Pool<object>({
    create: async () => ({}),
    destroy: async () => {},
    validate: () => true,
    min: 0,
    max: 1,
    ...options,
  });
  const { events, told } = recorder(sequelizePool.closes);
  const watching = sequelizePool.watch(pool as never, events);
  const closed = () => told.filter((each) => each.startsWith('closed'));
  return { pool, told, closed, watching };
}

afterEach(() => {
  vi.useRealTimers();
});

test('says that a connection was closed since it failed its check', async () => {
  let valid = true;
  const { pool, told } = watchedPool({ validate: () => valid });
  pool.release(await pool.acquire());
  valid = false;
  told.length = 0;
  await pool.acquire();
  expect(told).toEqual(['requested', 'closed health_check', 'created', 'granted 2']);
});

test('says that a connection was closed since it had been idle for long', async () => {
  const { pool, closed } = watchedPool({ idleTimeoutMillis: 1 });
  pool.release(await pool.acquire());
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  (pool as unknown as { _removeIdle(): void })._removeIdle();
  expect(closed()).toEqual(['closed idle_timeout']);
});

test('says that a connection was closed after its uses, and returned once', async () => {
  const { pool, told } = watchedPool({ maxUses: 1 });
  pool.release(await pool.acquire());
  expect(told.filter((each) => /returned|closed/.test(each))).toEqual([
    'returned 1',
    'closed max_uses',
  ]);
});

test('says that connections were closed by `destroyAllNow` though the pool goes on', async () => {
  const { pool, closed } = watchedPool({ max: 2 });
  const connections = [await pool.acquire(), await pool.acquire()];
  for (const each of connections) pool.release(each);
  await pool.destroyAllNow();
  expect(closed()).toEqual(['closed shutdown', 'closed shutdown']);
  const next = await pool.acquire();
  await pool.destroy(next);
  expect(closed()).toHaveLength(3);
  expect(closed().at(-1)).toBe('closed error');
});

test('ignores what was never lent', async () => {
  const { pool, told } = watchedPool();
  pool.release(await pool.acquire());
  told.length = 0;
  await pool.destroy({});
  expect(told).toEqual([]);
});

test('tells a connection that cannot be made, to the one who waits for it', async () => {
  const create = vi.fn(async () => {
    if (create.mock.calls.length === 1) throw new Error('no server');
    return {};
  });
  const { pool, told } = watchedPool({ create });
  await expect(pool.acquire()).rejects.toThrow('no server');
  await pool.acquire();
  expect(told.filter((each) => each !== 'created')).toEqual([
    'requested',
    expect.stringMatching(/refused|create failed/),
    expect.stringMatching(/refused|create failed/),
    'requested',
    'granted 1',
  ]);
});

test('lets what a factory throws go where it goes without us', async () => {
  const validate = vi.fn(() => {
    throw new Error('from validate');
  });
  const { pool, told } = watchedPool({ validate });
  pool.release(await pool.acquire());
  told.length = 0;
  expect(() => pool.acquire()).toThrow('from validate');
  expect(told).toEqual(['requested']);
});

test('says nothing more to those who waited when it was disposed', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { pool, told, watching } = watchedPool({ acquireTimeoutMillis: 50 });
  const first = await pool.acquire();
  const second = pool.acquire();
  const third = pool.acquire().catch((error: unknown) => error);
  told.length = 0;
  watching[Symbol.dispose]();
  pool.release(first);
  expect(await second).toBe(first);
  vi.advanceTimersByTime(60);
  expect(await third).toBeInstanceOf(Error);
  expect(told).toEqual([]);
});

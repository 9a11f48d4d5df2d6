import { createPool, type Factory, type Options } from 'generic-pool';
import { expect, test, vi } from 'vitest';
import { genericPool } from '../../src/adapters/generic-pool.ts';
import { recorder } from './recorder.ts';

function watchedPool<T>(factory: Partial<Factory<T>>, options: Options = { max: 1 }) {
  const pool = createPool<T>(
    { create: async () => ({}) as T, destroy: async () => {}, ...factory },
    options,
  );
  const { events, told } = recorder(genericPool.closes);
  const watching = genericPool.watch(pool as never, events);
  return { pool, told, watching, stats: () => genericPool.stats(pool as never) };
}

test('counts `use` as one checkout', async () => {
  const { pool, told } = watchedPool({});
  expect(await pool.use(async () => 'done')).toBe('done');
  expect(told).toEqual(['requested', 'created', 'granted 1', 'returned 1']);
});

test('grants at once what is idle, and what is made when it is made', async () => {
  const atOnce: unknown[] = [];
  const { events } = recorder();
  const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 1 });
  genericPool.watch(pool as never, {
    ...events,
    granted: (_request, _connection, within) => void atOnce.push(within),
  });
  await pool.release(await pool.acquire());
  const idle = pool.acquire();
  const waiting = pool.acquire();
  await pool.release(await idle);
  await waiting;
  expect(atOnce).toEqual([false, true, false]);
});

test('counts what `use` throws away', async () => {
  const { pool, told } = watchedPool({});
  await expect(pool.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(told.slice(-2)).toEqual(['returned 1', 'closed error']);
});

test('passes on what `create` throws at once', () => {
  const create = () => {
    throw new Error('no network');
  };
  const { pool, told } = watchedPool({ create });
  expect(() => pool.acquire()).toThrow('no network');
  expect(told).toEqual(['requested', 'create failed']);
});

test('tells that `create` rejected, and emits the event of the pool', async () => {
  let attempts = 0;
  const create = async () => {
    await new Promise(setImmediate);
    if (++attempts === 1) throw new Error('no network');
    return {};
  };
  const { pool, told } = watchedPool({ create });
  const failed = vi.fn();
  pool.on('factoryCreateError', failed);
  await pool.acquire();
  expect(failed).toHaveBeenCalledWith(new Error('no network'));
  expect(told).toEqual(['requested', 'create failed', 'created', 'granted 1']);
});

test('takes a resource that `create` gives without a promise', async () => {
  const { pool, told } = watchedPool({ create: (() => ({})) as never });
  await pool.acquire();
  expect(told).toEqual(['requested', 'created', 'granted 1']);
});

test('starts a lazy promise of `create` once', async () => {
  const started = vi.fn((resolve: (made: object) => void) => resolve({}));
  const lazy = Object.defineProperty({}, 'then', { value: started });
  const { pool, told } = watchedPool({ create: (() => lazy) as never });
  await pool.acquire();
  expect(started).toHaveBeenCalledTimes(1);
  expect(told).toContain('created');
});

test('runs the methods of the factory on the factory, private members and all, frozen or not', async () => {
  class Connections implements Factory<object> {
    #made = 0;
    async create(): Promise<object> {
      return { id: ++this.#made };
    }
    async destroy(): Promise<void> {
      this.#made--;
    }
    async validate(): Promise<boolean> {
      return this.#made > 0;
    }
  }
  const pool = createPool(Object.freeze(new Connections()), { max: 1, testOnBorrow: true });
  genericPool.watch(pool as never, recorder().events);
  const resource = await pool.acquire();
  expect(resource).toEqual({ id: 1 });
  await pool.destroy(resource);
  expect(await pool.acquire()).toEqual({ id: 1 });
});

test('says that a connection was closed since it failed its check', async () => {
  const validate = vi.fn(async () => validate.mock.calls.length > 1);
  const { pool, told } = watchedPool({ validate }, { max: 1, testOnBorrow: true });
  await pool.acquire();
  expect(told).toEqual(['requested', 'created', 'closed health_check', 'created', 'granted 1']);
});

test('says that a connection was closed since it had been idle for long', async () => {
  const { pool, told } = watchedPool({}, { max: 1, idleTimeoutMillis: 1 });
  await pool.release(await pool.acquire());
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  (pool as unknown as { _evict(): void })._evict();
  vi.useRealTimers();
  expect(told.at(-1)).toBe('closed idle_timeout');
});

test('ignores what was never lent', async () => {
  const { pool, told } = watchedPool({});
  await expect(pool.release({} as never)).rejects.toThrow('not currently part');
  expect(told).toEqual(['returned 1']);
});

test('counts no timeout when too many wait', async () => {
  const { pool, told } = watchedPool({}, { max: 1, maxWaitingClients: 0 });
  await pool.acquire();
  await expect(pool.acquire()).rejects.toThrow('max waitingClients');
  expect(told.slice(-2)).toEqual(['requested', 'refused']);
});

test('counts as idle nothing that `clear` destroyed', async () => {
  const { pool, stats } = watchedPool({});
  await pool.release(await pool.acquire());
  await pool.clear();
  expect(stats()).toMatchObject({ used: 0, idle: 0 });
});

test('puts the factory back', () => {
  const factory = { create: async () => ({}), destroy: async () => {} };
  const pool = createPool(factory, { max: 1 });
  genericPool.watch(pool as never, recorder().events)[Symbol.dispose]();
  expect(Reflect.get(pool, '_factory')).toBe(factory);
});

test('grants in the order of priority', async () => {
  const { pool } = watchedPool({}, { max: 1, priorityRange: 2 });
  const first = await pool.acquire();
  const order: string[] = [];
  const waiters = [1, 0].map(async (priority) => {
    const resource = await pool.acquire(priority);
    order.push(`priority ${priority}`);
    await pool.release(resource);
  });
  await pool.release(first);
  await Promise.all(waiters);
  expect(order).toEqual(['priority 0', 'priority 1']);
});

test('takes back again and again what its factory gives again and again', async () => {
  const slots = [{}];
  const { pool } = watchedPool({
    create: async () => slots.pop() as object,
    destroy: async (slot) => void slots.push(slot),
  });
  const lent = await pool.acquire();
  genericPool.reclaim?.(pool as never, lent);
  await pool.release(lent);
  const again = await pool.acquire();
  expect(again).toBe(lent);
  await pool.release(again);
  expect(pool.borrowed).toBe(0);
});

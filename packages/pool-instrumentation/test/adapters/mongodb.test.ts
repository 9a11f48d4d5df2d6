import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { mongodb } from '../../src/adapters/mongodb.ts';
import { recorder } from './recorder.ts';
import { ServerlessPool, waiting, withinOperation } from './subjects/mongodb.ts';

function watchedPool(max = 1, options: object = {}) {
  const pool = new ServerlessPool({ max }, options);
  const { events, told } = recorder(mongodb.closes);
  const watching = mongodb.watch(pool as never, events);
  return { pool, told, watching, stats: () => mongodb.stats(pool as never) };
}

const forEver = waiting();

afterEach(() => {
  vi.useRealTimers();
});

test('is named after its server', () => {
  const { pool } = watchedPool();
  expect(mongodb.identify(pool as never)).toEqual({
    client: 'mongodb',
    system: 'mongodb',
    server: 'db.example:27017',
  });
});

test('has no limit where the driver has none', () => {
  expect(watchedPool(0).stats()).toMatchObject({ limit: undefined, idleMax: undefined });
  expect(watchedPool(3).stats()).toMatchObject({ limit: 3, idleMax: 3, idleMin: 0 });
});

test('sees who waited before it was watched', async () => {
  const pool = new ServerlessPool({ max: 1 });
  await pool.checkOut(forEver());
  void pool.checkOut(forEver());
  mongodb.watch(pool as never, recorder().events);
  expect(mongodb.stats(pool as never)).toMatchObject({ used: 1, pending: 1 });
});

test('takes a request that has left the queue for its connection to be made for a waiting one', async () => {
  const { pool, stats } = watchedPool();
  const acquiring = pool.checkOut(forEver());
  await Promise.resolve();
  expect(stats()).toMatchObject({ used: 0, pending: 1 });
  await acquiring;
  expect(stats()).toMatchObject({ used: 1, pending: 0 });
});

test('forgets a request that timed out, though the driver keeps it in its queue', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { pool, stats, told } = watchedPool();
  await pool.checkOut(forEver());
  const failure = pool.checkOut(waiting(50)()).catch((error: Error) => error.name);
  vi.advanceTimersByTime(60);
  expect(await failure).toBe('MongoWaitQueueTimeoutError');
  expect([...mongodbQueue(pool)]).toHaveLength(1);
  expect(stats()).toMatchObject({ used: 1, pending: 0 });
  expect(told.at(-1)).toBe('timed out');
});

test('tells a wait that ran out of the time of its operation', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { pool, told } = watchedPool();
  await pool.checkOut(forEver());
  const failure = pool.checkOut(withinOperation(50)).catch((error: Error) => error);
  vi.advanceTimersByTime(60);
  expect(await failure).toMatchObject({ name: 'MongoOperationTimeoutError' });
  expect(told.at(-1)).toBe('timed out');
});

test('forgets a request that its caller aborts, which no event tells', async () => {
  const { pool, stats, told } = watchedPool();
  await pool.checkOut(forEver());
  const controller = new AbortController();
  const failure = pool.checkOut({ ...forEver(), signal: controller.signal } as never);
  controller.abort(new Error('nobody listens any more'));
  await expect(failure).rejects.toThrow('nobody listens any more');
  expect(stats()).toMatchObject({ used: 1, pending: 0 });
  expect(told.at(-1)).toBe('refused');
});

test('closes what stood idle for too long', async () => {
  const { pool, told } = watchedPool(1, { maxIdleTimeMS: 10 });
  const connection = await pool.checkOut(forEver());
  pool.checkIn(connection);
  connection.idleTime = 11;
  await pool.checkOut(forEver());
  expect(told).toContain('closed idle_timeout');
});

test('closes for an error what the server no longer knows', async () => {
  const { pool, told, stats } = watchedPool(2);
  const [idle, used] = [await pool.checkOut(forEver()), await pool.checkOut(forEver())];
  pool.checkIn(idle);
  pool.clear();
  expect(stats()).toMatchObject({ used: 1, idle: 1, unreachable: true });
  pool.checkIn(used);
  pool.ready();
  pool.checkIn(await pool.checkOut(forEver()));
  pool.close();
  expect(told.filter((each) => each.startsWith('closed'))).toEqual([
    'closed error',
    'closed error',
    'closed shutdown',
  ]);
});

test('is reachable again once the driver has found the server', () => {
  const { pool, stats } = watchedPool();
  pool.poolState = 'paused';
  expect(stats()).toMatchObject({ unreachable: false });
  pool.clear();
  pool.poolState = 'paused';
  expect(stats()).toMatchObject({ unreachable: true });
  pool.poolState = 'ready';
  expect(stats()).toMatchObject({ unreachable: false });
});

test('tells that a connection could not be made, and none that was closed', async () => {
  const { pool, told } = watchedPool();
  pool.failure = new Error('no network');
  await expect(pool.checkOut(forEver())).rejects.toThrow('no network');
  expect(told).toEqual(['requested', 'create failed', 'refused']);
});

test('closes at the end what is still lent', async () => {
  const { pool, told, stats } = watchedPool();
  const connection = await pool.checkOut(forEver());
  pool.close();
  connection.closed = true;
  pool.checkIn(connection);
  expect(told.slice(-2)).toEqual(['returned 1', 'closed shutdown']);
  expect(stats()).toMatchObject({ used: 0, ended: true });
});

test('blames no server for a connection that was on its way when the pool was closed', async () => {
  const { pool, told } = watchedPool();
  const acquiring = pool.checkOut(forEver());
  await new Promise(process.nextTick);
  pool.close();
  await expect(acquiring).rejects.toThrow('the pool is closed');
  await turn();
  expect(told).toEqual(['requested', 'refused']);
});

test('stays silent beneath an override of what tells the events', async () => {
  const { pool, told, watching } = watchedPool();
  const ours = pool.emitAndLog;
  const connection = await pool.checkOut(forEver());
  pool.emitAndLog = function (this: ServerlessPool, ...args) {
    return ours.apply(this, args);
  };
  watching[Symbol.dispose]();
  told.length = 0;
  pool.checkIn(connection);
  pool.close();
  expect(told).toEqual([]);
});

function mongodbQueue(pool: ServerlessPool): Iterable<unknown> {
  return Reflect.get(pool, 'waitQueue') as Iterable<unknown>;
}

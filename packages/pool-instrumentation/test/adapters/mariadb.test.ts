import type { EventEmitter } from 'node:events';
import { soon } from '@plimsoll/kernel/test/soon';
import type { PoolConfig, PoolConnection } from 'mariadb';
import { expect, test, vi } from 'vitest';
import { mariadb } from '../../src/adapters/mariadb.ts';
import { recorder } from './recorder.ts';
import { mariadbPool } from './subjects/mariadb.ts';

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function watchedPool(config: PoolConfig = {}) {
  const subject = mariadbPool({ connectionLimit: 1, minimumIdle: 0, ...config });
  const { events, told } = recorder(mariadb.closes);
  const watching = mariadb.watch(subject.pool as never, events);
  return { ...subject, told, watching, stats: () => mariadb.stats(subject.pool as never) };
}

test('reads its limit, and tells no least of idle connections, which the pool keeps to itself', () => {
  expect(watchedPool({ connectionLimit: 7, minimumIdle: 2 }).stats()).toMatchObject({
    limit: 7,
    idleMax: 7,
    idleMin: undefined,
  });
});

test('counts `pool.query` as one checkout', async () => {
  const { pool, told } = watchedPool();
  await pool.query('select 1');
  expect(told).toEqual(['requested', 'granted 1', 'returned 1']);
});

test('grants a connection to the one who gets it, and not to a command that has waited longer', async () => {
  const { pool, told, acquire, release } = watchedPool({ connectionLimit: 2 });
  const connections = [await acquire(), await acquire()];
  const query = pool.query('select 1');
  const third = acquire();
  told.length = 0;
  for (const connection of connections) release(connection);
  release(await third);
  await query;
  expect(told.filter((each) => each.startsWith('granted')).toSorted()).toEqual([
    'granted 1',
    'granted 2',
  ]);
  expect(told.filter((each) => each.startsWith('returned'))).toHaveLength(4);
});

test('tells that a command waited in vain', async () => {
  const { pool, told, acquire } = watchedPool({ acquireTimeout: 300 });
  await acquire();
  await expect(pool.query('select 1')).rejects.toThrow('pool timeout');
  expect(told.slice(-2)).toEqual(['requested', 'timed out']);
});

test('tells no refusal of a command that failed with its connection', async () => {
  const { pool, told, server, acquire, release } = watchedPool();
  release(await acquire());
  server.connections[0]?.on('query', () => {});
  vi.spyOn(server.connections[0] as { writeOk(): void }, 'writeOk').mockImplementation(() =>
    server.connections[0]?.stream.destroy(),
  );
  await expect(pool.query('select 1')).rejects.toThrow();
  expect(told).not.toContain('refused');
  expect(told.slice(-2)).toEqual(['returned 1', 'closed error']);
});

test('tells a connection that cannot be made, and that the pool recovers', async () => {
  const { acquire, server, failToConnect, told } = watchedPool({ acquireTimeout: 300 });
  failToConnect(new Error('Access denied'));
  await expect(acquire()).rejects.toThrow('failed to retrieve a connection');
  expect(told).toContain('create failed');
  expect(told.at(-1)).toBe('timed out');
  server.refusal = undefined;
  await soon(() => acquire());
  expect(told.at(-1)).toBe('granted 1');
});

test('lets an error of the pool that nobody listens to be as fatal as it was', () => {
  const { pool, told } = watchedPool();
  const emitter = pool as unknown as EventEmitter;
  emitter.removeAllListeners('error');
  expect(() => emitter.emit('error', new Error('no'))).toThrow('no');
  expect(told).toEqual(['create failed']);
});

test.each(['idle', 'lent'])(
  'says that a connection which broke while %s was closed for its error',
  async (state) => {
    const { acquire, release, server, told, stats } = watchedPool();
    const connection = (await acquire()) as PoolConnection;
    connection.on('error', () => {});
    if (state === 'idle') release(connection);
    told.length = 0;
    server.connections[0]?.stream.destroy();
    await settle();
    expect(told).toEqual(state === 'lent' ? ['returned 1', 'closed error'] : ['closed error']);
    expect(stats()).toMatchObject({ used: 0, idle: 0 });
  },
);

test('says that a connection was closed since it had been idle for long', async () => {
  const { acquire, release, told } = watchedPool({ idleTimeout: 0.1 });
  release(await acquire());
  await soon(() => expect(told.at(-1)).toBe('closed idle_timeout'));
});

test('counts what is closed at the end of the pool, lent or not, known or not', async () => {
  const { acquire, end, told, stats, release } = watchedPool({
    connectionLimit: 3,
    minimumIdle: 3,
  });
  await soon(() => expect(stats().idle).toBe(3));
  const [first, second] = [await acquire(), await acquire()];
  release(first);
  told.length = 0;
  const ending = end();
  release(second);
  await ending;
  expect(told.toSorted()).toEqual([
    'closed shutdown',
    'closed shutdown',
    'closed shutdown',
    'returned 2',
  ]);
});

/** The connection as the pool keeps it, which the application does not get. */
function coreOf({ pool }: ReturnType<typeof watchedPool>): Promise<object> {
  return new Promise((resolve) => (pool as unknown as EventEmitter).once('acquire', resolve));
}

test('takes a connection for lost by its error alone', async () => {
  const watched = watchedPool();
  const acquired = coreOf(watched);
  await watched.acquire();
  watched.told.length = 0;
  ((await acquired) as EventEmitter).emit('end');
  expect(watched.told).toEqual([]);
});

test('says that a connection was closed for an error when it could not be made ready for others', async () => {
  const watched = watchedPool();
  const acquired = coreOf(watched);
  await watched.acquire();
  watched.told.length = 0;
  ((await acquired) as { forceEnd(...args: unknown[]): void }).forceEnd(
    null,
    () => {},
    () => {},
  );
  expect(watched.told).toEqual(['returned 1', 'closed error']);
});

test('leaves a connection as it was', async () => {
  const watched = watchedPool();
  const acquired = coreOf(watched);
  const connection = (await watched.acquire()) as PoolConnection;
  const core = await acquired;
  const ours = Reflect.get(core, 'forceEnd');
  watched.watching[Symbol.dispose]();
  expect(Reflect.get(core, 'forceEnd')).not.toBe(ours);
  expect(Object.hasOwn(core, 'emit')).toBe(false);
  expect((watched.pool as unknown as EventEmitter).eventNames()).toEqual(['error']);
  await connection.release();
});

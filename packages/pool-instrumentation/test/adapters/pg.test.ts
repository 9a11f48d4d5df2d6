import PgPool from 'pg-pool';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pg } from '../../src/adapters/pg.ts';
import { type FakePgServer, fakePgClient } from './fake-pg-client.ts';
import { recorder } from './recorder.ts';

interface BrokenClient {
  break(): void;
  release(): void;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function watchedPool(options: object = {}) {
  const server: FakePgServer = { connect: undefined };
  const pool = new PgPool({
    max: 1,
    idleTimeoutMillis: 0,
    Client: fakePgClient(server) as never,
    ...options,
  });
  const { events, told } = recorder(pg.closes);
  pg.watch(pool as never, events);
  return { pool, server, told, stats: () => pg.stats(pool as never) };
}

afterEach(() => {
  vi.useRealTimers();
});

test('counts a connection as idle as soon as it is released, though pg-pool says so before', async () => {
  const { pool, stats } = watchedPool();
  (await pool.connect()).release();
  expect(stats()).toMatchObject({ used: 0, idle: 1 });
});

test('passes a callback its `this`, its arguments and what it returns', async () => {
  const { pool, told } = watchedPool();
  const seen = await new Promise<unknown[]>((resolve) => {
    const returned = pool.connect(function (this: unknown, ...results: unknown[]) {
      resolve([typeof this, ...results]);
      return results;
    } as never);
    expect(returned).toBeUndefined();
  });
  const [context, error, client, done] = seen as [string, unknown, { release: unknown }, unknown];
  expect([context, error]).toEqual(['object', undefined]);
  expect(done).toBe(client.release);
  (done as () => void)();
  expect(told).toEqual(['requested', 'created', 'granted 1', 'returned 1']);
});

test('lets what a callback throws go where it goes without us', async () => {
  const { pool, told } = watchedPool({ max: 1 });
  const thrown = new Promise((resolve) => {
    process.prependOnceListener('uncaughtException', resolve);
  });
  const listeners = process.listeners('uncaughtException').slice(1);
  for (const listener of listeners) process.off('uncaughtException', listener);
  pool.connect(() => {
    throw new Error('from the callback');
  });
  expect(await thrown).toEqual(new Error('from the callback'));
  for (const listener of listeners) process.on('uncaughtException', listener);
  expect(told).toEqual(['requested', 'created', 'granted 1']);
});

test('times a connection without what its borrower does as soon as he has it', async () => {
  const { pool, told } = watchedPool();
  await new Promise<void>((resolve) => {
    pool.connect(() => {
      told.push('borrowed');
      resolve();
    });
  });
  await settle();
  expect(told).toEqual(['requested', 'created', 'granted 1', 'borrowed']);
});

test('counts a second release no second time, and lets it throw', async () => {
  const { pool, told } = watchedPool();
  const client = await pool.connect();
  client.release();
  expect(() => client.release()).toThrow(/already been released/);
  expect(told.filter((each) => each === 'returned 1')).toHaveLength(1);
});

test('counts `pool.query` as one checkout', async () => {
  const { pool, told } = watchedPool();
  await pool.query('select 1');
  expect(told).toEqual(['requested', 'created', 'granted 1', 'returned 1']);
});

test('counts no use when pg-pool takes back a connection that came too late', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { pool, server, told } = watchedPool({ connectionTimeoutMillis: 50 });
  const first = await pool.connect();
  const late = pool.connect().catch((error: Error) => error.message);
  server.connect = 'later';
  vi.advanceTimersByTime(30);
  first.release(true);
  await settle();
  vi.advanceTimersByTime(30);
  expect(await late).toBe('timeout exceeded when trying to connect');
  server.finish?.();
  await settle();
  expect(pool.idleCount).toBe(1);
  expect(told.filter((each) => /granted|timed/.test(each))).toEqual(['granted 1', 'timed out']);
});

test('has no listener for errors, so that an idle client that breaks is felt as without us', async () => {
  const { pool } = watchedPool();
  const client = await pool.connect();
  client.release();
  await settle();
  expect(pool.listenerCount('error')).toBe(0);
  expect(() => (client as unknown as BrokenClient).break()).toThrow('terminating connection');
});

test('says that a connection which broke while idle was closed for its error', async () => {
  const { pool, told } = watchedPool();
  pool.on('error', () => {});
  const client = await pool.connect();
  client.release();
  (client as unknown as BrokenClient).break();
  await settle();
  expect(told.at(-1)).toBe('closed error');
});

test('says that a connection was closed since it had been idle for long', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { pool, told } = watchedPool({ idleTimeoutMillis: 1000 });
  (await pool.connect()).release();
  vi.advanceTimersByTime(1001);
  expect(told.at(-1)).toBe('closed idle_timeout');
});

test('says that a connection was closed after its uses', async () => {
  const { pool, told } = watchedPool({ maxUses: 1 });
  (await pool.connect()).release();
  expect(told.at(-1)).toBe('closed max_uses');
});

test('says that a connection was closed at the end of its life', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { pool, told } = watchedPool({ maxLifetimeSeconds: 60 });
  const client = await pool.connect();
  vi.advanceTimersByTime(60_001);
  client.release();
  expect(told.at(-1)).toBe('closed max_lifetime');
});

test('tells a connection that cannot be made, and that the pool recovers', async () => {
  const { pool, server, told } = watchedPool();
  server.connect = new Error('connection refused');
  await expect(pool.connect()).rejects.toThrow('connection refused');
  server.connect = undefined;
  await pool.connect();
  await settle();
  expect(told).toEqual([
    'requested',
    'refused',
    'create failed',
    'requested',
    'created',
    'granted 1',
  ]);
});

test('counts a connection that was not made in time as a timeout', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { pool, server, told } = watchedPool({ connectionTimeoutMillis: 50 });
  server.connect = 'later';
  const failure = pool.connect().catch((error: Error) => error.message);
  vi.advanceTimersByTime(51);
  expect(await failure).toBe('Connection terminated due to connection timeout');
  expect(told).toEqual(['requested', 'timed out', 'create failed']);
});

test('times the connection and not what `onConnect` adds to it', async () => {
  const { pool, told } = watchedPool({ onConnect: () => new Promise(setImmediate) });
  await pool.connect();
  expect(told).toEqual(['requested', 'created', 'granted 1']);
});

test('keeps what a pool keeps although nobody asks as its least idle', () => {
  const { stats } = watchedPool({ max: 5, min: 2 });
  expect(stats()).toMatchObject({ limit: 5, idleMax: 5, idleMin: 2 });
});

test.each([
  [
    { database: 'shop', host: 'db' },
    { namespace: 'shop', server: 'db' },
  ],
  [{ host: 'db', port: 6432 }, { server: 'db:6432' }],
  [{ host: '::1', port: 6432 }, { server: '[::1]:6432' }],
  [
    { connectionString: 'postgres://ann:s3cret@db:6432/shop' },
    { namespace: 'shop', server: 'db:6432' },
  ],
  [{ connectionString: 'postgres://ann:s3cret@here@db/shop' }, {}],
])('tells of %j what may be told', (options, expected) => {
  vi.stubEnv('PGDATABASE', undefined);
  vi.stubEnv('PGHOST', undefined);
  const { pool } = watchedPool(options);
  expect(pg.identify(pool as never)).toEqual({ client: 'pg', system: 'postgresql', ...expected });
  vi.unstubAllEnvs();
});

test('counts him not among those who wait who gave up while his client was made', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { pool, server, told, stats } = watchedPool({ connectionTimeoutMillis: 50 });
  const broken = await pool.connect();
  const refused = pool.connect().catch((error: Error) => error.message);
  vi.advanceTimersByTime(20);
  server.connect = 'later';
  broken.release(new Error('broken'));
  await settle();
  expect(stats()).toMatchObject({ used: 0, idle: 0, pending: 1 });
  vi.advanceTimersByTime(30);
  expect(stats()).toMatchObject({ used: 0, idle: 0, pending: 0 });
  expect(await refused).toMatch('timeout exceeded');
  const later = pool.connect();
  expect(stats()).toMatchObject({ pending: 1 });
  server.finish?.();
  await settle();
  expect(stats()).toMatchObject({ used: 1, idle: 0, pending: 0 });
  expect(told.filter((each) => /granted|timed out/.test(each))).toEqual([
    'granted 1',
    'timed out',
    'granted 2',
  ]);
  (await later).release();
});

describe('a request whose client is closed as soon as it is connected, for the limit fell', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));

  async function refusal(request: Promise<unknown>): Promise<unknown> {
    const failure = request.catch((error: unknown) => error);
    vi.advanceTimersByTime(60);
    return failure;
  }

  test('waits no longer than others, though it never was in the queue', async () => {
    const { pool, told, stats } = watchedPool({ max: 2, connectionTimeoutMillis: 50 });
    const [first, second] = [pool.connect(), pool.connect()];
    pg.resize?.(pool as never, 1);
    const client = await first;
    await settle();
    expect(await refusal(second)).toMatchObject({ message: expect.stringContaining('timeout') });
    client.release();
    expect(told.slice(-2)).toEqual(['timed out', 'returned 1']);
    expect(stats()).toMatchObject({ used: 0, idle: 1, pending: 0 });
  });

  test('keeps the time that it has where it was in the queue before', async () => {
    const { pool, told, stats } = watchedPool({ max: 2, connectionTimeoutMillis: 50 });
    const [client, broken] = [await pool.connect(), await pool.connect()];
    const queued = pool.connect();
    vi.advanceTimersByTime(40);
    broken.release(new Error('broken'));
    while (pool.waitingCount > 0) await new Promise((resolve) => setImmediate(resolve));
    pg.resize?.(pool as never, 1);
    await settle();
    vi.advanceTimersByTime(10);
    await expect(queued).rejects.toThrow('timeout exceeded');
    client.release();
    expect(told.slice(-2)).toEqual(['timed out', 'returned 1']);
    expect(stats()).toMatchObject({ used: 0, idle: 1, pending: 0 });
  });
});

import { context, DiagLogLevel, diag, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { describeWith, POSTGRES } from '@plimsoll/kernel/test/servers';
import { createPool } from 'generic-pool';
import { Client, Pool, type PoolConfig } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { genericPool } from '../../src/adapters/generic-pool.ts';
import { pg } from '../../src/adapters/pg.ts';
import type { HubObservation } from '../../src/hub-observation.ts';
import { TestContextManager } from '../context-manager.ts';
import { OPTIONS, startedHub } from '../hub/started-hub.ts';

const { host, port, user, database } = POSTGRES;

const describe = await describeWith(POSTGRES);

describe('pg on a real server', () => {
  const admin = new Client({ host, port, user, database });
  const open: Pool[] = [];
  let applications = 0;

  beforeAll(() => admin.connect());
  afterAll(() => admin.end());
  afterEach(async () => {
    for (const pool of open.splice(0)) if (!pool.ended && !pool.ending) await pool.end();
  });

  function observed(config: PoolConfig = {}, options: Partial<HubObservation> = {}) {
    const { clock, hub, sdk } = startedHub();
    const application = `plimsoll-test-${process.pid}-${++applications}`;
    const make = (more: PoolConfig = {}): Pool => {
      const pool = new Pool({
        ...(config.connectionString === undefined && { host, port, user, database }),
        application_name: application,
        ...config,
        ...more,
      });
      open.push(pool);
      hub.observe(pool as never, pg, { ...OPTIONS, name: undefined, ...options });
      return pool;
    };
    /** What the server says. */
    const backends = async (): Promise<number> => {
      const { rows } = await admin.query(
        'select count(*)::int as n from pg_stat_activity where application_name = $1',
        [application],
      );
      return rows[0].n;
    };
    return { clock, hub, sdk, make, application, backends };
  }

  test('counts what the server counts', async () => {
    const { sdk, make, backends } = observed({ max: 4 });
    const pool = make();
    const clients = await Promise.all([pool.connect(), pool.connect(), pool.connect()]);
    clients[0]?.release();
    expect(await sdk.values('db.client.connection.count')).toEqual({
      'postgres used': 2,
      'postgres idle': 1,
    });
    expect(await backends()).toBe(3);
    clients[1]?.release();
    clients[2]?.release();
    expect(await sdk.values('db.client.connection.count')).toEqual({
      'postgres used': 0,
      'postgres idle': 3,
    });
    const times = async (name: string) => await sdk.values(`db.client.connection.${name}`);
    for (const name of ['create_time', 'wait_time', 'use_time'])
      expect(await times(name)).toMatchObject({ postgres: { count: 3 } });
  });

  test('follows connections that the server kills, idle and in use', async () => {
    const { sdk, make, application } = observed({ max: 2 });
    const pool = make();
    const failed = vi.fn();
    pool.on('error', failed);
    const [idle, used] = await Promise.all([pool.connect(), pool.connect()]);
    idle.release();
    const broken = Promise.all(
      [idle, used].map((client) => new Promise((resolve) => client.once('end', resolve))),
    );
    used.on('error', () => {});
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
      [application],
    );
    await broken;
    expect(await sdk.values('db.client.connection.count')).toEqual({
      'postgres used': 1,
      'postgres idle': 0,
    });
    used.release();
    expect(await sdk.values('db.client.connection.count')).toEqual({
      'postgres used': 0,
      'postgres idle': 0,
    });
    expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({ 'postgres error': 2 });
    await pool.query('select 1');
    expect(await sdk.values('db.client.connection.count')).toMatchObject({ 'postgres idle': 1 });
  });

  test('sees who waits and who waited in vain', async () => {
    const { sdk, make, backends } = observed({ max: 2 });
    const pool = make();
    const held = await Promise.all([pool.connect(), pool.connect()]);
    const waiting = [1, 2, 3].map(() => pool.connect());
    expect(await sdk.values('db.client.connection.pending_requests')).toEqual({ postgres: 3 });
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'postgres exhausted': 1 });
    expect(await backends()).toBe(2);
    held[0].release();
    (await waiting[0])?.release();
    (await waiting[1])?.release();
    (await waiting[2])?.release();
    const again = await pool.connect();
    pool.options.connectionTimeoutMillis = 1;
    await expect(pool.connect()).rejects.toThrow('timeout exceeded when trying to connect');
    expect(await sdk.values('db.client.connection.timeouts')).toEqual({ postgres: 1 });
    expect(await sdk.values('db.client.connection.wait_time')).toMatchObject({
      postgres: { count: 6 },
    });
    for (const client of [held[1], again]) client.release();
  });

  test('keeps two pools apart', async () => {
    const { sdk, make } = observed();
    const [first, second] = [make({ max: 1 }), make({ max: 3 })];
    const client = await first.connect();
    await Promise.all([second.query('select 1'), second.query('select 1')]);
    expect(await sdk.values('db.client.connection.count')).toEqual({
      'postgres used': 1,
      'postgres idle': 0,
      'postgres#2 used': 0,
      'postgres#2 idle': 2,
    });
    client.release();
  });

  test('ends at zero when the pool ends', async () => {
    const { sdk, make } = observed({ max: 3 });
    const pool = make();
    await Promise.all([pool.query('select 1'), pool.query('select 1')]);
    await pool.end();
    expect(await sdk.values('db.client.connection.count')).toEqual({
      'postgres used': 0,
      'postgres idle': 0,
    });
    expect(await sdk.values('db.client.connection.limit')).toEqual({ postgres: 0 });
    expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({
      'postgres shutdown': 2,
    });
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'postgres closed': 1 });
  });

  test('names the place and the trace of a leak', async () => {
    const { clock, sdk, make } = observed();
    context.setGlobalContextManager(new TestContextManager());
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const pool = make();
    async function leakyHandler(): Promise<unknown> {
      await pool.query('select 1');
      return pool.connect();
    }
    const client = await context.with(
      trace.setSpanContext(ROOT_CONTEXT, spanContext),
      leakyHandler,
    );
    context.disable();
    clock.advance(31);
    expect(sdk.events()).toHaveLength(1);
    expect(sdk.events()[0]).toMatchObject({
      eventName: 'plimsoll.pool.connection.leak_suspected',
      spanContext,
      attributes: {
        'db.system.name': 'postgresql',
        'db.namespace': 'postgres',
        'code.stacktrace': expect.stringContaining('leakyHandler'),
      },
    });
    (client as { release(): void }).release();
    expect(sdk.events()[1]).toMatchObject({
      eventName: 'plimsoll.pool.connection.leak_returned',
      spanContext,
    });
  });

  test('tells no password, no user and no DSN to anybody', async () => {
    const said: unknown[] = [];
    const say = (...words: unknown[]): void => void said.push(words);
    diag.setLogger(
      { error: say, warn: say, info: say, debug: say, verbose: say },
      { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
    );
    const connectionString = `postgres://${user}:s3cr3t-p%40ss@${host}:${port}/${database}`;
    const { clock, hub, sdk, make } = observed({
      connectionString,
      max: 1,
    });
    const pool = make();
    const client = await pool.connect();
    pool.options.connectionTimeoutMillis = 1;
    await expect(pool.connect()).rejects.toThrow();
    hub.observe(pool as never, pg, { ...OPTIONS, name: undefined });
    clock.advance(31);
    client.release();
    const told = JSON.stringify([
      await sdk.metrics(),
      sdk.events().map(({ attributes, body, eventName }) => [attributes, body, eventName]),
      said,
    ]);
    diag.disable();
    expect(told).toContain('leak_suspected');
    expect(told).toContain('is observed already');
    for (const secret of ['s3cr3t', 'postgres://', 'p@ss', 'p%40ss'])
      expect(told).not.toContain(secret);
  });

  test('observes a generic-pool of connections', async () => {
    const { hub, sdk, application, backends } = observed();
    const pool = createPool(
      {
        async create() {
          const client = new Client({ host, port, user, database, application_name: application });
          await client.connect();
          return client;
        },
        destroy: (client) => client.end(),
      },
      { max: 2 },
    );
    hub.observe(pool as never, genericPool, { ...OPTIONS, name: 'boxes' });
    const clients = await Promise.all([pool.acquire(), pool.acquire()]);
    Reflect.set(Reflect.get(pool, '_config'), 'acquireTimeoutMillis', 1);
    await expect(pool.acquire()).rejects.toThrow('timed out');
    await pool.release(clients[0]);
    expect(await backends()).toBe(2);
    expect(await sdk.values('db.client.connection.count')).toEqual({
      'boxes used': 1,
      'boxes idle': 1,
    });
    expect(await sdk.values('db.client.connection.timeouts')).toEqual({ boxes: 1 });
    await pool.release(clients[1]);
    await pool.drain();
    await pool.clear();
    expect(await sdk.values('db.client.connection.count')).toEqual({
      'boxes used': 0,
      'boxes idle': 0,
    });
  });
});

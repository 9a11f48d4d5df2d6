import { EventEmitter, once } from 'node:events';
import { describeWith, POSTGRES } from '@plimsoll/kernel/test/servers';
import { soon } from '@plimsoll/kernel/test/soon';
import { startTcpProxy } from '@plimsoll/kernel/test/tcp-proxy';
import postgresJs, { type Options, type Sql } from 'postgres';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { postgres } from '../../src/adapters/postgres.ts';
import type { HubObservation } from '../../src/hub-observation.ts';
import { observePool } from '../../src/observe-pool.ts';
import { withClient } from '../../src/with-client.ts';
import { OPTIONS, startedHub } from '../hub/started-hub.ts';
import { inSpan } from './context.ts';

const { host, port, user, database } = POSTGRES;
const CODE = 'plimsoll.pool.connection';

const describe = await describeWith(POSTGRES);

describe('postgres.js on a real server', () => {
  const admin = postgresJs({ host, port, user, database, max: 1 });
  const open: Sql[] = [];
  let applications = 0;

  afterAll(() => admin.end());
  afterEach(async () => {
    for (const sql of open.splice(0)) await sql.end({ timeout: 1 });
  });

  function observed(
    options: Options<Record<string, never>> = {},
    observing: Partial<HubObservation> = {},
  ) {
    const { clock, hub, sdk } = startedHub();
    const application = `plimsoll-js-${process.pid}-${++applications}`;
    const sql = postgresJs({
      host,
      port,
      user,
      database,
      max: 2,
      connection: { application_name: application },
      ...options,
    });
    open.push(sql);
    const observation = hub.observe(sql as never, postgres, {
      ...OPTIONS,
      name: 'orders',
      ...observing,
    });
    /** What the server says of its backends. */
    const states = async (): Promise<string[]> => {
      const rows = await admin`
        select state from pg_stat_activity where application_name = ${application} order by state`;
      return rows.map(({ state }) => state);
    };
    const counts = () => sdk.values('db.client.connection.count');
    return { clock, hub, sdk, sql, observation, states, counts, application };
  }

  test('counts what is reserved, and says nothing of what is idle', async () => {
    const { sdk, sql, states, counts } = observed();
    const first = await sql.reserve();
    expect(await counts()).toEqual({ 'orders used': 1 });
    const waiting = [sql.reserve(), sql.reserve()];
    const second = await waiting[0];
    expect(await counts()).toEqual({ 'orders used': 2 });
    expect(await states()).toHaveLength(2);
    expect(await sdk.values('db.client.connection.pending_requests')).toEqual({ orders: 1 });
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'orders exhausted': 1 });
    expect(await sdk.values('db.client.connection.limit')).toEqual({ orders: 2 });
    first.release();
    (await waiting[1])?.release();
    second?.release();
    expect(await counts()).toEqual({ 'orders used': 0 });
    for (const name of ['wait_time', 'use_time'])
      expect(await sdk.values(`db.client.connection.${name}`)).toMatchObject({
        orders: { count: 3 },
      });
  });

  test('counts a transaction as one checkout, however it ends', async () => {
    const { sdk, sql, states, counts } = observed();
    await sql.begin(async (transaction) => {
      await transaction`select 1`;
      expect(await states()).toEqual(['idle in transaction']);
      expect(await counts()).toEqual({ 'orders used': 1 });
    });
    const failure = new Error('no');
    await expect(sql.begin('read only', () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await counts()).toEqual({ 'orders used': 0 });
    expect(await sdk.values('db.client.connection.use_time')).toMatchObject({
      orders: { count: 2 },
    });
  });

  test('ends the use of a transaction whose connection the server kills', async () => {
    const { sdk, sql, application, counts } = observed();
    await expect(
      sql.begin(async (transaction) => {
        await transaction`select 1`;
        await admin`select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = ${application}`;
        await new Promise(() => {});
      }),
    ).rejects.toThrow();
    expect(await counts()).toEqual({ 'orders used': 0 });
    expect(await sdk.values('db.client.connection.use_time')).toMatchObject({
      orders: { count: 1 },
    });
  });

  test('counts a connection that is not made in time as a timeout', async () => {
    await using proxy = await startTcpProxy(port);
    proxy.hold();
    const { sdk, sql, counts } = observed({
      host: '127.0.0.1',
      port: proxy.port,
      connect_timeout: 1,
    });
    await expect(sql.reserve()).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
    await expect(sql.begin(() => {})).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
    expect(await sdk.values('db.client.connection.timeouts')).toEqual({ orders: 2 });
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'orders unhealthy': 1 });
    expect(await sdk.values('db.client.connection.pending_requests')).toEqual({ orders: 0 });
    expect(await counts()).toEqual({ 'orders used': 0 });
  });

  test('explains to who had no connection in time what the pool knows, and who holds one', async () => {
    await using proxy = await startTcpProxy(port);
    const { clock, sql } = observed(
      { host: '127.0.0.1', port: proxy.port, connect_timeout: 1 },
      { explainTimeouts: true },
    );
    async function leakyHandler() {
      return await sql.reserve();
    }
    const reserved = await leakyHandler();
    clock.advance(42);
    proxy.hold();
    for (const refused of [sql.reserve(), sql.begin(() => {})]) {
      const error = await refused.catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: 'CONNECT_TIMEOUT',
        cause: {
          message: expect.stringMatching(/^orders: 1 of 2 used, \d waiting, .* lasts 42\.0 s$/),
          used: 1,
          idle: undefined,
          stack: expect.stringContaining('leakyHandler'),
        },
      });
    }
    proxy.flow();
    reserved.release();
  });

  test('names the place and the trace of a leak, and tells its return once', async () => {
    const { clock, sdk, sql } = observed();
    async function leakyHandler() {
      return await sql.reserve();
    }
    const { result: reserved, spanContext } = await inSpan(leakyHandler);
    clock.advance(31);
    reserved.release();
    expect(sdk.events()).toMatchObject([
      {
        eventName: `${CODE}.leak_suspected`,
        spanContext,
        attributes: { 'code.stacktrace': expect.stringContaining('leakyHandler') },
      },
      { eventName: `${CODE}.leak_returned`, spanContext },
    ]);
  });

  test('ends at zero', async () => {
    const { sdk, sql, counts } = observed();
    (await sql.reserve()).release();
    await counts();
    await sql.end();
    expect(await counts()).toMatchObject({ 'orders used': 0 });
    expect(await sdk.values('db.client.connection.limit')).toEqual({ orders: 0 });
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'orders closed': 1 });
    await expect(sql.begin(() => {})).rejects.toMatchObject({ code: 'CONNECTION_ENDED' });
    expect(await sdk.values('db.client.connection.timeouts')).toEqual({ orders: 0 });
  });

  test('leaves `sql` as it was', async () => {
    const { sql, observation } = observed();
    const reserved = await sql.reserve();
    observation?.detach();
    const bare = postgresJs({ host, port, user, database });
    open.push(bare);
    expect(
      Object.entries(Object.getOwnPropertyDescriptors(sql)).map(([key, { enumerable }]) => [
        key,
        enumerable,
      ]),
    ).toEqual(
      Object.entries(Object.getOwnPropertyDescriptors(bare)).map(([key, { enumerable }]) => [
        key,
        enumerable,
      ]),
    );
    expect(sql.reserve.name).toBe('reserve');
    reserved.release();
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
  });

  test('still knows what one observation lent, and who waits, when the next begins', async () => {
    const { clock, hub, sdk, sql, observation, counts } = observed({ max: 1 });
    const reserved = await sql.reserve();
    const waiting = sql.reserve();
    expect(await counts()).toEqual({ 'orders used': 1 });
    observation?.detach();
    hub.observe(sql as never, postgres, { ...OPTIONS, name: 'orders' });
    expect(await counts()).toEqual({ 'orders used': 1 });
    expect(await sdk.values('db.client.connection.pending_requests')).toEqual({ orders: 1 });
    reserved.release();
    const next = await waiting;
    expect(await counts()).toEqual({ 'orders used': 1 });
    expect(await sdk.values('db.client.connection.pending_requests')).toEqual({ orders: 0 });
    clock.advance(2);
    expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toEqual({ orders: 2 });
    next.release();
    expect(await counts()).toEqual({ 'orders used': 0 });
    expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toEqual({ orders: 0 });
  });

  test('forgets what came back while nobody observed it', async () => {
    const { hub, sql, observation, counts } = observed();
    const reserved = await sql.reserve();
    const word = new EventEmitter();
    const transaction = sql.begin(() => once(word, 'commit'));
    await soon(async () => expect(await counts()).toEqual({ 'orders used': 2 }));
    observation?.detach();
    reserved.release();
    word.emit('commit');
    await transaction;
    hub.observe(sql as never, postgres, { ...OPTIONS, name: 'orders' });
    expect(await counts()).toEqual({ 'orders used': 0 });
  });

  test('tells the use of a connection to who took its observation over', async () => {
    const { hub, clock, sdk, sql } = observed({}, { provisional: true });
    const reserved = await sql.reserve();
    hub.observe(sql as never, postgres, { ...OPTIONS, name: 'chosen' });
    clock.advance(3);
    expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toMatchObject({ chosen: 3 });
    reserved.release();
    expect(await sdk.values('db.client.connection.use_time')).toMatchObject({
      chosen: { count: 1, sum: 3 },
    });
  });

  test('keeps a rejection that nobody handles one that nobody handles', async () => {
    const { sql } = observed({ port: 1, host: '127.0.0.1' });
    const unhandled = vi.fn();
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', unhandled);
    void sql.reserve();
    await soon(() => expect(unhandled).toHaveBeenCalled());
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    expect(unhandled).toHaveBeenCalledTimes(1);
  });

  test('is recognised, called by its database, and lends', async () => {
    const sql = postgresJs({ host, port, user, database });
    open.push(sql);
    const observation = observePool(sql);
    expect(postgres.identify(sql as never)).toMatchObject({
      namespace: database,
      server: `${host}:${port}`,
    });
    const one = await withClient(sql, (reserved) => (reserved as Sql)`select 1 as one`);
    observation[Symbol.dispose]();
    expect(one).toEqual([{ one: 1 }]);
    expect(postgres.matches(() => {})).toBe(false);
    expect(postgres.matches({ ...sql })).toBe(false);
  });
});

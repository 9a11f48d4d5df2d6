import { describeWith, MARIADB } from '@plimsoll/kernel/test/servers';
import { soon } from '@plimsoll/kernel/test/soon';
import { startTcpProxy, type TcpProxy } from '@plimsoll/kernel/test/tcp-proxy';
import fc from 'fast-check';
import mysql, { type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { observe } from '../../src/groups.ts';
import { OPTIONS, startedHub } from '../hub/started-hub.ts';
import { inSpan } from './context.ts';
import { type Connection, DRIVERS, type Driven, type PoolSettings } from './mariadb-drivers.ts';

const { host, port, user } = MARIADB;

const describe = await describeWith(MARIADB);

describe.each(DRIVERS)('$client on a real server', ({ make, endsBeneathHolders }) => {
  let admin: mysql.Connection;
  let database: string;
  let databases = 0;
  const open: Driven[] = [];
  const proxies: TcpProxy[] = [];

  beforeAll(async () => {
    admin = await mysql.createConnection({ host, port, user });
  });
  afterAll(() => admin.end());
  afterEach(async () => {
    for (const { end } of open.splice(0)) await end().catch(() => {});
    for (const proxy of proxies.splice(0)) await proxy[Symbol.asyncDispose]();
    if (database) await admin.query(`drop database if exists ${database}`);
  });

  async function observed(settings: Partial<PoolSettings> = {}) {
    const { clock, hub, sdk } = startedHub();
    database = `plimsoll_test_${process.pid}_${++databases}`;
    await admin.query(`create database ${database}`);
    const driven = make({ host, port, user, database, max: 2, ...settings });
    open.push(driven);
    observe(driven.pool, () => hub, { ...OPTIONS, name: 'orders' });
    const counts = async () => {
      const values = await sdk.values('db.client.connection.count');
      return { used: Number(values['orders used']), idle: Number(values['orders idle']) };
    };
    return { clock, sdk, ...driven, counts };
  }

  /** What the server says: the commands that its connections to the database are in the midst of. */
  async function commands(): Promise<string[]> {
    const [rows] = await admin.query<RowDataPacket[]>(
      'select command from information_schema.processlist where db = ?',
      [database],
    );
    return rows.map(({ command }) => command).toSorted();
  }

  /** Waits for the server to take note of connections that were closed. */
  async function untilServerHas(connections: number): Promise<void> {
    await soon(async () => expect(await commands()).toHaveLength(connections));
  }

  async function viaProxy(): Promise<TcpProxy> {
    const proxy = await startTcpProxy(port);
    proxies.push(proxy);
    return proxy;
  }

  test('counts what the server counts, in use and idle', async () => {
    const { sdk, acquire, counts } = await observed({ max: 4 });
    const [first, second, third] = [await acquire(), await acquire(), await acquire()];
    await admin.query(`select get_lock('${database}', 0)`);
    const gated = [first, second].map(({ query }) => query(`select get_lock('${database}', 60)`));
    await soon(async () => expect(await commands()).toEqual(['Query', 'Query', 'Sleep']));
    await third.release();
    expect(await counts()).toEqual({ used: 2, idle: 1 });
    await admin.query(`select release_lock('${database}')`);
    await Promise.race(gated);
    for (const { query } of [first, second]) void query(`select release_lock('${database}')`);
    await Promise.all(gated);
    await Promise.all([first.release(), second.release()]);
    expect(await counts()).toEqual({ used: 0, idle: 3 });
    expect(await commands()).toHaveLength(3);
    for (const name of ['wait_time', 'use_time'])
      expect(await sdk.values(`db.client.connection.${name}`)).toMatchObject({
        orders: { count: 3 },
      });
  });

  test('follows connections that the server kills, idle and in use', async () => {
    const { sdk, acquire, query, counts } = await observed();
    const [idle, used] = [await acquire(), await acquire()];
    await idle.release();
    for (const { id } of [idle, used]) await admin.query(`kill ${id}`);
    await Promise.all([idle.lost, used.lost]);
    await untilServerHas(0);
    expect(await counts()).toEqual({ used: 0, idle: 0 });
    await used.release();
    expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({ 'orders error': 2 });
    expect(await sdk.values('db.client.connection.use_time')).toMatchObject({
      orders: { count: 2 },
    });
    await query('select 1');
    expect(await counts()).toEqual({ used: 0, idle: 1 });
    await untilServerHas(1);
  });

  test('serves one who waits after the connection is killed that he waits for', async () => {
    const { sdk, acquire, counts } = await observed({ max: 1 });
    const first = await acquire();
    const waiting = acquire();
    await admin.query(`kill ${first.id}`);
    const second = await waiting;
    expect(await counts()).toEqual({ used: 1, idle: 0 });
    await untilServerHas(1);
    await second.release();
    expect(await sdk.values('db.client.connection.wait_time')).toMatchObject({
      orders: { count: 2 },
    });
  });

  test('sees who waits', async () => {
    const { sdk, acquire, counts } = await observed();
    const held = [await acquire(), await acquire()];
    const waiting = [acquire(), acquire(), acquire()];
    expect(await sdk.values('db.client.connection.pending_requests')).toEqual({ orders: 3 });
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'orders exhausted': 1 });
    expect(await commands()).toHaveLength(2);
    for (const connection of held) await connection.release();
    for (const request of waiting) await (await request).release();
    expect(await sdk.values('db.client.connection.pending_requests')).toEqual({ orders: 0 });
    expect(await counts()).toEqual({ used: 0, idle: 2 });
    expect(await sdk.values('db.client.connection.wait_time')).toMatchObject({
      orders: { count: 5 },
    });
  });

  test('keeps count of ten thousand who wait', async () => {
    const { sdk, acquire, counts } = await observed();
    const held = [await acquire(), await acquire()];
    const work = Array.from({ length: 10_000 }, async () => (await acquire()).release());
    expect(await sdk.values('db.client.connection.pending_requests')).toEqual({ orders: 10_000 });
    for (const connection of held) await connection.release();
    await Promise.all(work);
    expect(await counts()).toEqual({ used: 0, idle: 2 });
    for (const name of ['wait_time', 'use_time'])
      expect(await sdk.values(`db.client.connection.${name}`)).toMatchObject({
        orders: { count: 10_002 },
      });
  });

  test('counts a connection that is not made in time as a timeout', async () => {
    const proxy = await viaProxy();
    proxy.hold();
    const { sdk, acquire, counts } = await observed({ port: proxy.port, connectMillis: 200 });
    await expect(acquire()).rejects.toThrow();
    expect(await sdk.values('db.client.connection.timeouts')).toEqual({ orders: 1 });
    expect(await counts()).toEqual({ used: 0, idle: 0 });
  });

  test('loses its connections with the server, and has new ones when that is back', async () => {
    const proxy = await viaProxy();
    const { sdk, acquire, query, counts } = await observed({ port: proxy.port, waitMillis: 2000 });
    const [used, idle] = [await acquire(), await acquire()];
    await idle.release();
    await proxy.fail();
    await Promise.all([used.lost, idle.lost]);
    await untilServerHas(0);
    expect(await counts()).toEqual({ used: 0, idle: 0 });
    await used.release();
    await expect(query('select 1')).rejects.toThrow();
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'orders unhealthy': 1 });
    await proxy.restore();
    await query('select 1');
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'orders healthy': 1 });
    expect(await counts()).toEqual({ used: 0, idle: 1 });
    await untilServerHas(1);
  });

  test('names the place and the trace of a leak, and tells its return', async () => {
    const { clock, sdk, acquire, query } = await observed();
    async function leakyHandler(): Promise<Connection> {
      await query('select 1');
      return acquire();
    }
    const { result: connection, spanContext } = await inSpan(leakyHandler);
    clock.advance(31);
    expect(sdk.events()).toMatchObject([
      {
        eventName: 'plimsoll.pool.connection.leak_suspected',
        spanContext,
        attributes: { 'code.stacktrace': expect.stringContaining('leakyHandler') },
      },
    ]);
    await connection.release();
    expect(sdk.events()[1]).toMatchObject({
      eventName: 'plimsoll.pool.connection.leak_returned',
      spanContext,
    });
  });

  test('ends at zero when the pool ends', async () => {
    const { sdk, acquire, end, counts } = await observed({ max: 3 });
    const connections = [await acquire(), await acquire()];
    await connections[0]?.release();
    if (!endsBeneathHolders) await connections[1]?.release();
    await counts();
    await end();
    await untilServerHas(0);
    expect(await counts()).toEqual({ used: 0, idle: 0 });
    expect(await sdk.values('db.client.connection.limit')).toEqual({ orders: 0 });
    expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({ 'orders shutdown': 2 });
    expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toEqual({ orders: 0 });
    expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'orders closed': 1 });
  });

  test('refuses those who wait when the pool ends, and counts no timeout', async () => {
    const { sdk, acquire, end } = await observed({ max: 1 });
    const first = await acquire();
    const waiting = acquire();
    const ending = end();
    await expect(waiting).rejects.toThrow(/pool is/i);
    await first.release();
    await ending;
    await sdk.metrics();
    expect(await sdk.values('db.client.connection.timeouts')).toEqual({ orders: 0 });
    expect(await sdk.values('db.client.connection.pending_requests')).toEqual({ orders: 0 });
  });

  test('tells no password', async () => {
    await admin.query("create or replace user 'plimsoll'@'%' identified by 's3cr3t-p@ss'");
    await admin.query("grant all on *.* to 'plimsoll'@'%'");
    const { sdk, acquire, clock } = await observed({ user: 'plimsoll', password: 's3cr3t-p@ss' });
    const connection = await acquire();
    clock.advance(31);
    await connection.release();
    const events = sdk
      .events()
      .map(({ attributes, body, eventName }) => [attributes, body, eventName]);
    const told = JSON.stringify([await sdk.metrics(), events]);
    await admin.query("drop user 'plimsoll'@'%'");
    expect(told).toContain('leak_suspected');
    for (const secret of ['s3cr3t', 'plimsoll@']) expect(told).not.toContain(secret);
  });

  test('agrees with the server after whatever happens', async () => {
    const step = fc.constantFrom('acquire', 'release', 'destroy', 'kill', 'query');
    const steps = fc.array(step, { minLength: 10, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (happened, max) => {
        const { acquire, query, end, counts } = await observed({ max });
        const held: Connection[] = [];
        for (const each of happened) {
          if (each === 'acquire' && held.length < max) held.push(await acquire());
          else if (each === 'query' && held.length < max) await query('select 1');
          const one = ['release', 'destroy', 'kill'].includes(each) ? held.shift() : undefined;
          if (each === 'release') await one?.release();
          if (each === 'destroy') one?.destroy();
          if (each === 'kill' && one) {
            await admin.query(`kill ${one.id}`);
            await one.lost;
            await one.release();
          }
          const { used, idle } = await counts();
          expect(used).toBe(held.length);
          await untilServerHas(used + idle);
        }
        for (const one of held) await one.release();
        await end();
        await untilServerHas(0);
        await admin.query(`drop database ${database}`);
      }),
      { numRuns: 5 },
    );
  });
});

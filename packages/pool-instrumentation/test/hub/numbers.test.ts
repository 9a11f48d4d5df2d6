import { describe, expect, test } from 'vitest';
import { STATS, stubAdapter, stubPool } from '../stub-pool.ts';
import { OPTIONS, startedHub } from './started-hub.ts';

test('reports what the pool says of itself', async () => {
  const { sdk, observe } = startedHub();
  observe({ used: 5, idle: 3, pending: 4, limit: 10, idleMax: 8, idleMin: 2 });
  expect(await sdk.values('db.client.connection.count')).toEqual({
    'shop used': 5,
    'shop idle': 3,
  });
  expect(await sdk.values('db.client.connection.pending_requests')).toEqual({ shop: 4 });
  expect(await sdk.values('db.client.connection.limit')).toEqual({ shop: 10 });
  expect(await sdk.values('db.client.connection.idle.max')).toEqual({ shop: 8 });
  expect(await sdk.values('db.client.connection.idle.min')).toEqual({ shop: 2 });
  expect(await sdk.values('plimsoll.pool.connection.utilization')).toEqual({ shop: 0.5 });
});

test('times the wait and the use', async () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe();
  const request = pool.request();
  clock.advance(0.25);
  pool.grant(request, 'a');
  clock.advance(3);
  pool.give('a');
  expect(await sdk.values('db.client.connection.wait_time')).toMatchObject({
    shop: { count: 1, sum: 0.25 },
  });
  expect(await sdk.values('db.client.connection.use_time')).toMatchObject({
    shop: { count: 1, sum: 3 },
  });
});

test('counts no wait for a connection that was there within the call, and its use from then on', async () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe();
  const request = pool.request();
  clock.advance(2);
  pool.events?.granted(request, 'a', true);
  clock.advance(1);
  pool.give('a');
  const [wait, use] = await Promise.all(
    ['wait_time', 'use_time'].map((time) => sdk.values(`db.client.connection.${time}`)),
  );
  expect(wait).toMatchObject({ shop: { count: 1, sum: 0 } });
  expect(use).toMatchObject({ shop: { count: 1, sum: 3 } });
});

test('times the creation, and counts timeouts and closed connections', async () => {
  const { clock, sdk, observe } = startedHub();
  const { events } = observe();
  const since = events?.creating() as number;
  clock.advance(0.5);
  events?.created(since);
  events?.refused(true);
  events?.refused(false);
  events?.closed('idle_timeout');
  events?.closed('error');
  events?.closed('error');
  expect(await sdk.values('db.client.connection.create_time')).toMatchObject({
    shop: { count: 1, sum: 0.5 },
  });
  expect(await sdk.values('db.client.connection.timeouts')).toEqual({ shop: 1 });
  expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({
    'shop idle_timeout': 1,
    'shop error': 2,
  });
});

test('ends the series of a pool that ended at zero', async () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe({ used: 3, idle: 1, pending: 2 });
  pool.take('a');
  await sdk.metrics();
  pool.stats = { ...STATS, ended: true };
  clock.advance(1);
  const zeros = async (name: string) => new Set(Object.values(await sdk.values(name)));
  for (const name of ['count', 'pending_requests', 'limit', 'idle.max', 'idle.min'])
    expect(await zeros(`db.client.connection.${name}`)).toEqual(new Set([0]));
  for (const name of ['max_use_age', 'long_held.count', 'utilization'])
    expect(await zeros(`plimsoll.pool.connection.${name}`)).toEqual(new Set([0]));
  expect(await sdk.values('plimsoll.pool.status')).toMatchObject({
    'shop closed': 1,
    'shop healthy': 0,
  });
});

test.each([
  [{ used: 1 }, 'healthy'],
  [{ used: 1, pending: 1 }, 'degraded'],
  [{ used: 10 }, 'healthy'],
  [{ used: 10, pending: 1 }, 'exhausted'],
])('takes a pool with %j of 10 for %s', async (stats, state) => {
  const { sdk, observe } = startedHub();
  observe(stats);
  const status = await sdk.values('plimsoll.pool.status');
  expect(Object.entries(status).filter(([, is]) => is === 1)).toEqual([[`shop ${state}`, 1]]);
});

test('takes a pool for unhealthy until it makes a connection again', async () => {
  const { sdk, observe } = startedHub();
  const { events } = observe();
  events?.createFailed();
  expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'shop unhealthy': 1 });
  events?.created(0);
  expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'shop healthy': 1 });
});

test('has a zero for what has not happened, so that a first time is an increase', async () => {
  const { sdk, observe } = startedHub();
  observe();
  await sdk.metrics();
  expect(await sdk.values('db.client.connection.timeouts')).toEqual({ shop: 0 });
  expect(await sdk.values('plimsoll.pool.connection.leaks')).toEqual({ shop: 0 });
});

describe('has a zero for each reason for which a connection may be closed', () => {
  const closed = 'plimsoll.pool.connection.closed';
  const adapter = {
    ...stubAdapter(),
    closes: ['idle_timeout', 'error'] as const,
    takeIdle: () => undefined,
    reclaim: () => {},
  };

  test('and none for others, of a pool that does nothing', async () => {
    const { hub, sdk } = startedHub();
    hub.observe(stubPool(), adapter, OPTIONS);
    expect(await sdk.values(closed)).toEqual({ 'shop idle_timeout': 0, 'shop error': 0 });
  });

  test('that somebody asked for', async () => {
    const { hub, sdk } = startedHub();
    const ping = (): void => {};
    hub.observe(stubPool(), adapter, {
      ...OPTIONS,
      reclaimAfterSeconds: 60,
      healthCheck: { query: undefined, ping, intervalMillis: 1000, timeoutMillis: 1000 },
    });
    expect(await sdk.values(closed)).toEqual({
      'shop idle_timeout': 0,
      'shop error': 0,
      'shop health_check': 0,
      'shop leak': 0,
    });
  });

  test('also where the name had a pool of another client before', async () => {
    const { hub, sdk } = startedHub();
    const before = stubPool();
    hub.observe(before, { ...stubAdapter(), closes: ['error'] }, OPTIONS);
    before.events?.closed('error');
    expect(await sdk.values(closed)).toEqual({ 'shop error': 1 });
    hub.find(before)?.detach();
    hub.observe(stubPool(), { ...stubAdapter(), closes: ['shutdown'] }, OPTIONS);
    expect(await sdk.values(closed)).toEqual({ 'shop error': 1, 'shop shutdown': 0 });
  });

  test('and goes on from there when the observation is taken over', async () => {
    const { hub, sdk } = startedHub();
    const pool = stubPool();
    hub.observe(pool, adapter, { ...OPTIONS, provisional: true })?.mayClose('pressure');
    hub.observe(pool, adapter, { ...OPTIONS, name: 'orders' });
    expect(await sdk.values(closed)).toEqual({
      'orders idle_timeout': 0,
      'orders error': 0,
      'orders pressure': 0,
    });
  });
});

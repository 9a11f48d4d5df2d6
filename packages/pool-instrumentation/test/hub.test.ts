import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { context, DiagLogLevel, diag, type MeterProvider, trace } from '@opentelemetry/api';
import { fakeClock } from '@plimsoll/kernel';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PoolHub } from '../src/hub.ts';
import type { HubObservation } from '../src/hub-observation.ts';
import type { PoolStats } from '../src/pool.ts';
import { testSdk } from './sdk.ts';
import { STATS, type StubPool, stubAdapter, stubPool } from './stub-pool.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const OPTIONS: HubObservation = {
  name: 'shop',
  leakThresholdSeconds: 30,
  captureSites: 'always',
  waitTargetSeconds: 0.01,
  leaveTo: [],
};

const warned = vi.fn();

beforeEach(() => {
  diag.setLogger(
    { warn: warned, error: warned, info: () => {}, debug: () => {}, verbose: () => {} },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
});

afterEach(() => {
  diag.disable();
  warned.mockReset();
});

function startedHub() {
  const clock = fakeClock();
  const hub = new PoolHub(clock);
  const sdk = testSdk();
  hub.setMeterProvider(sdk.meterProvider);
  hub.setLoggerProvider(sdk.loggerProvider);
  hub.enable();
  const observe = (stats?: Partial<PoolStats>, options?: Partial<HubObservation>): StubPool => {
    const pool = stubPool(stats);
    hub.observe(pool, stubAdapter(), { ...OPTIONS, ...options });
    return pool;
  };
  return { clock, hub, sdk, observe };
}

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
  expect(await sdk.values('plimsoll.pool.connection.closed')).toEqual({
    'shop idle_timeout': 1,
    'shop error': 2,
  });
});

test('reports a leak once, and its return', async () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe({ used: 1 });
  pool.take('a');
  clock.advance(29);
  expect(sdk.events()).toEqual([]);
  clock.advance(100);
  expect(sdk.events().map((event) => [event.eventName, event.attributes])).toEqual([
    [
      'plimsoll.pool.connection.leak_suspected',
      {
        'db.client.connection.pool.name': 'shop',
        'db.system.name': 'stubsql',
        'db.namespace': 'shop',
        'plimsoll.pool.connection.use.duration': 30,
        'plimsoll.pool.connection.used': 1,
        'plimsoll.pool.connection.idle': 0,
        'plimsoll.pool.connection.allowed': 10,
        'plimsoll.pool.request.pending': 0,
        'plimsoll.pool.connection.site.status': 'captured',
        'code.stacktrace': expect.stringContaining('hub.test.ts'),
      },
    ],
  ]);
  pool.give('a');
  expect(sdk.events()).toHaveLength(2);
  expect(sdk.events()[1]).toMatchObject({
    eventName: 'plimsoll.pool.connection.leak_returned',
    severityNumber: 9,
    attributes: { 'plimsoll.pool.connection.use.duration': 129 },
  });
  expect(await sdk.values('plimsoll.pool.connection.leaks')).toEqual({ shop: 1 });
});

test('reports a second leak of the same connection anew', () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe();
  for (const _time of [1, 2]) {
    pool.take('a');
    clock.advance(31);
    pool.give('a');
  }
  expect(sdk.events()).toHaveLength(4);
});

test('follows the age of checkouts', async () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe();
  pool.take('a');
  clock.advance(20);
  pool.take('b');
  clock.advance(20);
  expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toEqual({ shop: 40 });
  expect(await sdk.values('plimsoll.pool.connection.long_held.count')).toEqual({ shop: 1 });
  pool.give('a');
  expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toEqual({ shop: 20 });
  pool.give('b');
  expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toEqual({ shop: 0 });
  expect(await sdk.values('plimsoll.pool.connection.long_held.count')).toEqual({ shop: 0 });
});

test('tells ages and leaks by the loan, however often its connection was lent before', async () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe();
  pool.take('a');
  pool.give('a');
  clock.advance(0.25);
  pool.take('b');
  clock.advance(0.25);
  pool.take('a');
  clock.advance(29);
  expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toEqual({ shop: 29.25 });
  clock.advance(1.5);
  expect(await sdk.values('plimsoll.pool.connection.long_held.count')).toEqual({ shop: 2 });
  const ages = sdk
    .events()
    .map(({ attributes }) => attributes?.['plimsoll.pool.connection.use.duration']);
  expect(ages).toEqual([30.75, 30.5]);
});

test('forgets a connection that came back at the next look', async () => {
  const { clock, observe } = startedHub();
  const pool = observe();
  const used = (): WeakRef<object> => {
    const connection = {};
    pool.take(connection);
    pool.give(connection);
    return new WeakRef(connection);
  };
  const connection = used();
  clock.advance(1);
  // What a WeakRef was made of stays until the turn of the event loop is over.
  await turn();
  collectGarbage();
  expect(connection.deref()).toBeUndefined();
});

test('puts the leak event into the trace that acquired the connection', () => {
  const { clock, sdk, observe } = startedHub();
  const spanContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
  const active = vi.spyOn(context, 'active');
  active.mockReturnValue(trace.setSpanContext(context.active(), spanContext));
  observe().take('a');
  active.mockRestore();
  clock.advance(31);
  expect(sdk.events()[0]?.spanContext).toMatchObject(spanContext);
});

test('captures every acquire once a connection is held too long', () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe({}, { captureSites: 'auto' });
  const hunted = (event: object): unknown => Reflect.get(event, 'attributes')['code.stacktrace'];
  for (let held = 0; held < 2000; held++) {
    pool.take(held);
    pool.give(held);
  }
  pool.take('first');
  clock.advance(31);
  for (let held = 0; held < 300; held++) pool.take(held);
  clock.advance(31);
  const [, ...later] = sdk.events();
  expect(later).toHaveLength(300);
  expect(later.filter(hunted)).toHaveLength(300);
});

test('captures again what a busy pool lends when it has become calm', () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe({}, { captureSites: 'auto' });
  for (let held = 0; held < 100_000; held++) {
    pool.take('a');
    pool.give('a');
  }
  clock.advance(2);
  pool.take('a');
  clock.advance(31);
  expect(sdk.events()[0]?.attributes).toMatchObject({
    'plimsoll.pool.connection.site.status': 'captured',
  });
});

test('captures no acquire where it is told so', () => {
  const { clock, sdk, observe } = startedHub();
  observe({}, { captureSites: 'never' }).take('a');
  clock.advance(31);
  expect(sdk.events()[0]?.attributes).toMatchObject({
    'plimsoll.pool.connection.site.status': 'not_sampled',
  });
  expect(sdk.events()[0]?.attributes).not.toHaveProperty('code.stacktrace');
});

test('numbers pools of one name, and gives the name of an ended one to the next', async () => {
  const { sdk, observe } = startedHub();
  const first = observe({ limit: 1 });
  observe({ limit: 2 });
  first.stats = { ...STATS, ended: true };
  observe({ limit: 3 });
  expect(await sdk.values('db.client.connection.limit')).toEqual({ shop: 3, 'shop#2': 2 });
});

test('reports pools beyond the hundredth together', async () => {
  const { sdk, observe } = startedHub();
  for (let pool = 0; pool < 105; pool++) observe({ used: 1, limit: 2 }, { name: `pool ${pool}` });
  const used = await sdk.values('db.client.connection.count');
  expect(Object.keys(used)).toHaveLength(2 * 101);
  expect(used['other used']).toBe(5);
  expect((await sdk.values('plimsoll.pool.connection.utilization')).other).toBe(0.5);
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

test('reports the other pools when one cannot be read, and says so once', async () => {
  const { sdk, observe } = startedHub();
  const broken = observe({}, { name: 'broken' });
  observe({ used: 2 });
  broken.failure = new Error('getter');
  await sdk.metrics();
  expect(await sdk.values('db.client.connection.count')).toEqual({
    'shop used': 2,
    'shop idle': 0,
  });
  expect(warned).toHaveBeenCalledTimes(1);
  expect(warned).toHaveBeenCalledWith(expect.stringMatching(/broken: .*getter/));
});

test('still looks for leaks in a pool that cannot be read', () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe();
  pool.take('a');
  pool.failure = new Error('getter');
  clock.advance(31);
  expect(sdk.events()).toHaveLength(1);
});

test('leaves a pool that is observed already to the first, and says so once', async () => {
  const { hub, sdk, observe } = startedHub();
  const pool = observe({ used: 1 });
  expect(hub.observe(pool, stubAdapter(), { ...OPTIONS, name: 'again' })).toBeUndefined();
  hub.observe(pool, stubAdapter(), { ...OPTIONS, name: 'again' });
  expect(await sdk.values('db.client.connection.limit')).toEqual({ shop: 10 });
  expect(warned).toHaveBeenCalledTimes(1);
});

test('lets the application name a pool that was found by itself, with its loans', async () => {
  const { clock, hub, sdk, observe } = startedHub();
  const pool = observe({ used: 1 }, { name: undefined, owner: {} });
  pool.take('a');
  clock.advance(10);
  hub.observe(pool, stubAdapter(), { ...OPTIONS, name: 'named' });
  expect(warned).not.toHaveBeenCalled();
  expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toMatchObject({ named: 10 });
  pool.give('a');
  expect(await sdk.values('db.client.connection.use_time')).toMatchObject({ named: { count: 1 } });
});

test('keeps no series of a name that nobody has seen', async () => {
  const { hub, sdk, observe } = startedHub();
  const pool = observe({}, { name: 'found', owner: {} });
  hub.observe(pool, stubAdapter(), { ...OPTIONS, name: 'named' });
  expect(await sdk.values('db.client.connection.limit')).toEqual({ named: 10 });
});

test('keeps the series of a pool though another of its name is detached before anybody saw it', async () => {
  const { hub, sdk, observe } = startedHub();
  const first = observe();
  first.stats = { ...STATS, ended: true };
  observe({ limit: 7 });
  hub.find(first)?.detach();
  expect(await sdk.values('db.client.connection.limit')).toEqual({ shop: 7 });
  expect(hub.watched()).toHaveLength(1);
});

test('keeps no series of a pool that could not be watched', async () => {
  const { hub, sdk } = startedHub();
  const adapter = stubAdapter();
  const unwatchable = {
    ...adapter,
    watch: () => {
      throw new Error('sealed');
    },
  };
  hub.observe(stubPool(), unwatchable, OPTIONS);
  expect(await sdk.values('db.client.connection.limit')).toEqual({});
  expect(warned.mock.calls).toEqual([
    ['@plimsoll/pool-instrumentation: shop: watching the pool failed: sealed'],
  ]);
});

test('has a zero for what has not happened, so that a first time is an increase', async () => {
  const { sdk, observe } = startedHub();
  observe();
  await sdk.metrics();
  expect(await sdk.values('db.client.connection.timeouts')).toEqual({ shop: 0 });
  expect(await sdk.values('plimsoll.pool.connection.leaks')).toEqual({ shop: 0 });
});

test('goes on when the active context cannot be had', () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe();
  const active = vi.spyOn(context, 'active').mockImplementation(() => {
    throw new Error('context manager');
  });
  pool.take('a');
  active.mockRestore();
  clock.advance(31);
  expect(sdk.events()).toHaveLength(1);
  expect(warned).toHaveBeenCalledTimes(1);
});

test('forgets a pool that is detached', async () => {
  const { hub, sdk, observe } = startedHub();
  const pool = observe({ used: 1 });
  await sdk.metrics();
  hub.find(pool)?.detach();
  expect(pool.events).toBeUndefined();
  expect(hub.watched()).toEqual([]);
  expect(await sdk.values('db.client.connection.count')).toEqual({
    'shop used': 0,
    'shop idle': 0,
  });
});

test('reports nothing more once it is disposed', async () => {
  const { hub, clock, sdk, observe } = startedHub();
  const pool = observe({ used: 1 });
  pool.take('a');
  await sdk.metrics();
  hub[Symbol.dispose]();
  clock.advance(100);
  pool.stats = { ...STATS, used: 7 };
  expect(sdk.events()).toEqual([]);
  expect(await sdk.values('db.client.connection.count')).toMatchObject({ 'shop used': 1 });
});

test('has one timer while it watches a pool, and none otherwise', () => {
  const { clock, hub, observe } = startedHub();
  let timers = 0;
  const every = clock.every;
  vi.spyOn(clock, 'every').mockImplementation((seconds, action) => {
    timers++;
    const timer = every(seconds, action);
    return {
      [Symbol.dispose]() {
        timers--;
        timer[Symbol.dispose]();
      },
    };
  });
  const pools = [observe(), observe()];
  expect(timers).toBe(1);
  for (const pool of pools) hub.find(pool)?.detach();
  clock.advance(1);
  expect(timers).toBe(0);
  observe();
  expect(timers).toBe(1);
  hub[Symbol.dispose]();
  expect(timers).toBe(0);
});

test('lets nothing into the pool that recording throws', () => {
  const { hub, observe } = startedHub();
  hub.setMeterProvider(throwingMeterProvider());
  const pool = observe();
  pool.take('a');
  pool.give('a');
  pool.events?.refused(true);
  pool.events?.closed('error');
  expect(warned).toHaveBeenCalledTimes(1);
  expect(warned).toHaveBeenCalledWith(expect.stringContaining('view of the application'));
});

/** Whatever is recorded throws, as an attribute processor of a view may. */
function throwingMeterProvider(): MeterProvider {
  const fail = (): never => {
    throw new Error('view of the application');
  };
  const observable = { addCallback() {}, removeCallback() {} };
  const instrument = { add: fail, record: fail };
  const create = (_target: object, method: string) => () =>
    method.startsWith('createObservable') ? observable : instrument;
  return { getMeter: () => new Proxy({}, { get: create }) as never };
}

import { soon } from '@plimsoll/kernel/test/soon';
import genericPool from 'generic-pool';
import type { Client } from 'pg';
import PgPool from 'pg-pool';
import { Client as HttpClient } from 'undici';
import { expect, test, vi } from 'vitest';
import { EVENTS, METRICS, observePool, PoolInstrumentation, readPools } from '../src/index.ts';
import { fakePgClient } from './adapters/fake-pg-client.ts';
import { boxes, pgPool, untilTestEnds } from './found-pools.ts';
import { testSdk } from './sdk.ts';

const use = untilTestEnds();

test.each([
  [{ clients: ['oracle-bone'] }, RangeError, "an array of 'pg', 'generic-pool', "],
  [{ enabled: 'yes' }, TypeError, 'Expected `enabled` to be a boolean'],
  [{ name: 'shop' }, TypeError, '`name`'],
])('refuses %j', (options, kind, message) => {
  expect(() => new PoolInstrumentation(options as never)).toThrow(kind);
  expect(() => new PoolInstrumentation(options as never)).toThrow(message);
});

test('reports every metric of the catalogue but those of a size, which takes minutes, and of health checks, which nobody asked for, with the attributes that it allows', async () => {
  const sdk = testSdk();
  const instrumentation = use(new PoolInstrumentation());
  instrumentation.setMeterProvider(sdk.meterProvider);
  const pool = pgPool();
  (await pool.connect()).release();
  (await pool.connect()).release(true);
  const http = new HttpClient('http://127.0.0.1:1');
  use(observePool(http));
  const specs = Object.values(METRICS).filter(
    ({ name }) => !/^plimsoll\.pool\.(size|health_check)\./.test(name),
  );
  const metrics = (await sdk.metrics()).filter(({ dataPoints }) => dataPoints.length > 0);
  expect(metrics.map(({ descriptor }) => descriptor.name).toSorted()).toEqual(
    specs.map(({ name }) => name).toSorted(),
  );
  for (const { descriptor, dataPoints } of metrics) {
    const spec = specs.find(({ name }) => name === descriptor.name);
    expect(descriptor).toMatchObject({ unit: spec?.unit, description: spec?.description });
    for (const { attributes } of dataPoints)
      expect(Object.keys(attributes).toSorted()).toEqual(spec?.attributes.toSorted());
  }
  await Promise.all([pool.end(), http.close()]);
});

test('knows every key that its events carry', () => {
  for (const event of Object.values(EVENTS))
    expect(event.attributes).toContain('db.client.connection.pool.name');
});

test('finds pools at their first use, made before or after, of whatever subclass', async () => {
  class OwnPool extends PgPool<Client> {}
  const before = [pgPool(), boxes()] as const;
  use(new PoolInstrumentation());
  const later = new OwnPool({ Client: fakePgClient({ connect: undefined }) as never });
  await before[0].connect();
  await before[1].acquire();
  await later.connect();
  expect(readPools().map(({ name, used }) => [name, used])).toEqual([
    ['shop', 1],
    ['generic-pool', 1],
    ['postgresql', 1],
  ]);
});

test('sees the connections that a pool makes before its first use', async () => {
  const sdk = testSdk();
  use(new PoolInstrumentation()).setMeterProvider(sdk.meterProvider);
  const pool = genericPool.createPool(
    { create: async () => ({}), destroy: async () => {} },
    { max: 2, min: 2 },
  );
  await pool.ready();
  expect(await sdk.values('db.client.connection.create_time')).toMatchObject({
    'generic-pool': { count: 2 },
  });
});

test('shows the application as the place of an acquire from the first on', async () => {
  const sdk = testSdk();
  const instrumentation = use(
    new PoolInstrumentation({ captureSites: 'always', leakThresholdMillis: 1 }),
  );
  instrumentation.setLoggerProvider(sdk.loggerProvider);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const pool = pgPool();
  async function firstCaller(): Promise<unknown> {
    return await pool.connect();
  }
  await firstCaller();
  await soon(() => {
    vi.advanceTimersByTime(1000);
    expect(sdk.events()).not.toEqual([]);
  });
  vi.useRealTimers();
  const site = String(sdk.events()[0]?.attributes['code.stacktrace']);
  expect(site.split('\n')[0]).toContain('firstCaller');
});

test('leaves classes and pools as they were', async () => {
  const prototypes = [PgPool.prototype, Object.getPrototypeOf(boxes())];
  const pools = [pgPool(), boxes()] as const;
  const look = () =>
    [...prototypes, ...pools].map((each) => Object.getOwnPropertyDescriptors(each));
  const before = look();
  const instrumentation = new PoolInstrumentation();
  await pools[0].connect();
  await pools[1].acquire();
  expect(Object.hasOwn(pools[0], 'connect') && Object.hasOwn(pools[1], 'acquire')).toBe(true);
  instrumentation.disable();
  instrumentation.disable();
  for (const [index, each] of look().entries())
    expect(Object.keys(each)).toEqual(Object.keys(before[index] as object));
  expect(Object.hasOwn(pools[0], 'connect') || Object.hasOwn(pools[1], 'acquire')).toBe(false);
  expect(look().slice(0, 2)).toEqual(before.slice(0, 2));
});

test('starts again after it was disabled', async () => {
  const instrumentation = use(new PoolInstrumentation());
  instrumentation.disable();
  expect(instrumentation.getConfig().enabled).toBe(false);
  instrumentation.enable();
  const pool = boxes();
  await pool.acquire();
  expect(readPools().map(({ used }) => used)).toEqual([1]);
});

test.each([
  [{ measure: 'counts', explainTimeouts: true }, 'Expected `explainTimeouts` to be false'],
  [{ healthCheck: {} }, 'Expected `healthCheck'],
  [{ leakThresholdMillis: 0 }, 'Expected `leakThresholdMillis`'],
] as const)('refuses the configuration %j as the constructor does', (options, message) => {
  const instrumentation = use(new PoolInstrumentation());
  expect(() => new PoolInstrumentation(options as never)).toThrow(message);
  expect(() => instrumentation.setConfig(options as never)).toThrow(message);
  expect(instrumentation.getConfig()).toMatchObject({
    measure: 'all',
    leakThresholdMillis: 60_000,
  });
});

test('leaves out the clients that it is not asked for', async () => {
  use(new PoolInstrumentation({ clients: ['generic-pool'] }));
  await pgPool().connect();
  await boxes().acquire();
  expect(readPools().map(({ name }) => name)).toEqual(['generic-pool']);
});

test('attaches once where two instrumentations run, and lives on with the second', async () => {
  const first = use(new PoolInstrumentation());
  use(new PoolInstrumentation());
  const pool = boxes();
  await pool.release(await pool.acquire());
  expect(readPools().map(({ name }) => name)).toEqual(['generic-pool']);
  first.disable();
  await pool.acquire();
  expect(readPools().map(({ used }) => used)).toEqual([1]);
});

test('observes a pool whose `connect` the application has overridden', async () => {
  use(new PoolInstrumentation());
  const pool = pgPool();
  const connect = pool.connect;
  const calls = vi.fn();
  pool.connect = function (this: unknown, ...args: []) {
    calls();
    return Reflect.apply(connect, this, args);
  } as never;
  (await pool.connect()).release();
  await pool.connect();
  expect(calls).toHaveBeenCalledTimes(2);
  expect(readPools().map(({ used }) => used)).toEqual([1]);
});

test('hands histograms to a reader instead of to the api', async () => {
  const instrumentation = use(new PoolInstrumentation());
  const sdk = testSdk([instrumentation.metricProducer()]);
  instrumentation.setMeterProvider(sdk.meterProvider);
  await boxes().acquire();
  const waits = (await sdk.metrics()).filter(
    ({ descriptor }) => descriptor.name === METRICS.waitTime.name,
  );
  expect(waits.map(({ dataPoints }) => dataPoints.length)).toEqual([1]);
  const waitsNow = async () =>
    (await sdk.metrics()).filter(({ descriptor }) => descriptor.name === METRICS.waitTime.name);
  instrumentation.disable();
  expect(await waitsNow()).toEqual([]);
  instrumentation.enable();
  await boxes().acquire();
  expect(await waitsNow()).toHaveLength(1);
});

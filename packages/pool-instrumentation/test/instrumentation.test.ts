import { DiagLogLevel, diag } from '@opentelemetry/api';
import genericPool from 'generic-pool';
import type { Client } from 'pg';
import PgPool from 'pg-pool';
import { Client as HttpClient } from 'undici';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { RECOGNISED } from '../src/clients.ts';
import { EVENTS, METRICS, observePool, PoolInstrumentation, readPools } from '../src/index.ts';
import { fakePgClient } from './adapters/fake-pg-client.ts';
import { testSdk } from './sdk.ts';

function boxes() {
  return genericPool.createPool(
    { create: async () => ({}), destroy: async () => {} },
    { max: 2, min: 0 },
  );
}

function pgPool(): PgPool<Client> {
  return new PgPool({
    max: 2,
    idleTimeoutMillis: 0,
    database: 'shop',
    Client: fakePgClient({ connect: undefined }) as never,
  });
}

const running: Disposable[] = [];
function use<T extends Disposable>(each: T): T {
  running.push(each);
  return each;
}

afterEach(() => {
  for (const each of running.splice(0).reverse()) each[Symbol.dispose]();
  expect(readPools()).toEqual([]);
});

describe('observePool', () => {
  test('lists the clients that it knows', () => {
    expect(RECOGNISED).toMatch(/^pg \(pg\.Pool, pg-pool 3\).* or .+$/);
    expect(RECOGNISED).toContain('generic-pool 3');
  });

  test.each([
    [{ nmae: 'shop' }, TypeError, '`nmae`'],
    [{ name: 1 }, TypeError, 'Expected `name` to be a non-empty string'],
    [{ name: '' }, RangeError, 'Expected `name` to be a non-empty string'],
    [
      { leakThresholdMillis: 0 },
      RangeError,
      'Expected `leakThresholdMillis` to be a number from 1 to 86400000, got `0` (number)',
    ],
    [{ captureSites: 'sometimes' }, RangeError, "one of 'auto', 'always', 'never'"],
    [{ leaveTo: 'instrumentation-pg' }, TypeError, 'Expected `leaveTo` to be an array'],
  ])('refuses %j', (options, kind, message) => {
    const pool = boxes();
    expect(() => observePool(pool, options as never)).toThrow(kind);
    expect(() => observePool(pool, options as never)).toThrow(message);
    expect(Object.hasOwn(pool, 'acquire')).toBe(false);
  });

  test.each([
    [undefined, 'a value of type undefined'],
    [null, 'a value of type object'],
    ['postgres://ann:s3cret@db/shop', 'a value of type string'],
    [new Map(), 'an object of class Map'],
  ])('says what it knows when it is given %s', (stranger, got) => {
    expect(() => observePool(stranger as never)).toThrow(
      new TypeError(`Expected \`pool\` to be a pool of ${RECOGNISED}, got ${got}`),
    );
  });

  test('refuses what throws at every look, in its own words', () => {
    const boom = (): never => {
      throw new Error('boom');
    };
    const stranger = new Proxy({}, { get: boom, has: boom, getPrototypeOf: boom });
    expect(() => observePool(stranger)).toThrow(
      new TypeError(
        `Expected \`pool\` to be a pool of ${RECOGNISED}, got an object that cannot be read`,
      ),
    );
  });

  test('reports the pool under its name until it is disposed', async () => {
    const pool = boxes();
    const before = Object.getOwnPropertyDescriptors(pool);
    const observation = observePool(pool, { name: 'boxes' });
    await pool.acquire();
    expect(readPools()).toEqual([
      {
        name: 'boxes',
        used: 1,
        idle: 0,
        pending: 0,
        limit: 2,
        leaked: 0,
        longHeld: 0,
        maxUseAgeSeconds: expect.any(Number),
      },
    ]);
    observation[Symbol.dispose]();
    observation[Symbol.dispose]();
    expect(Object.getOwnPropertyDescriptors(pool)).toEqual(before);
  });

  test('stays with the first name, and says so once', () => {
    const warn = vi.fn();
    diag.setLogger(
      { warn, error: warn, info: () => {}, debug: () => {}, verbose: () => {} },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    const pool = boxes();
    use(observePool(pool, { name: 'first' }));
    use(observePool(pool, { name: 'second' }))[Symbol.dispose]();
    use(observePool(pool, { name: 'third' }));
    expect(readPools().map(({ name }) => name)).toEqual(['first']);
    expect(warn).toHaveBeenCalledTimes(1);
    diag.disable();
  });

  test('reports to an instrumentation that comes later with its SDK', async () => {
    const pool = boxes();
    use(observePool(pool, { name: 'boxes' }));
    await pool.acquire();
    const sdk = testSdk();
    use(new PoolInstrumentation({ clients: [] })).setMeterProvider(sdk.meterProvider);
    expect(await sdk.values('db.client.connection.wait_time')).toMatchObject({
      boxes: { count: 1 },
    });
  });
});

describe('PoolInstrumentation', () => {
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
    await vi.waitUntil(() => {
      vi.advanceTimersByTime(1000);
      return sdk.events().length > 0;
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
});

describe('thresholds', () => {
  const longHeld = (): number => readPools().reduce((sum, each) => sum + (each.longHeld ?? 0), 0);

  async function untilLongHeld(count: number): Promise<void> {
    while (longHeld() < count) await new Promise((resolve) => setImmediate(resolve));
  }

  test('hold for pools that are found already and for those to come, not for others', async () => {
    const instrumentation = use(new PoolInstrumentation());
    const [found, named] = [boxes(), boxes()];
    use(observePool(named, { name: 'named' }));
    const loans = [await found.acquire(), await named.acquire()] as const;
    expect(longHeld()).toBe(0);
    instrumentation.thresholds.set({ leakThresholdMillis: 1 });
    await untilLongHeld(1);
    const later = boxes();
    const last = await later.acquire();
    await untilLongHeld(2);
    expect(readPools().find(({ name }) => name === 'named')?.longHeld).toBe(0);
    expect(instrumentation.getConfig().leakThresholdMillis).toBe(1);
    instrumentation.setConfig({ leakThresholdMillis: 50_000 });
    expect(longHeld()).toBe(0);
    await Promise.all([found.release(loans[0]), named.release(loans[1]), later.release(last)]);
  });
});

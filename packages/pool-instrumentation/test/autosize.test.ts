import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type FakeClock, fakeClock } from '@plimsoll/kernel';
import { createPool, type Pool } from 'generic-pool';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AutosizeOptions, autosize } from '../src/autosize.ts';
import { PoolHub } from '../src/hub.ts';
import { observePool } from '../src/observe-pool.ts';
import { joinHub, leaveHub } from '../src/registry.ts';
import { testSdk } from './sdk.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const owner = {};
let clock: FakeClock;
let sdk: ReturnType<typeof testSdk>;
let pool: Pool<object>;
let observation: Disposable;

beforeEach(() => {
  clock = fakeClock();
  sdk = testSdk();
  const hub = joinHub(owner, () => new PoolHub(clock));
  hub.setMeterProvider(sdk.meterProvider);
  hub.setLoggerProvider(sdk.loggerProvider);
});

afterEach(async () => {
  await pool.drain();
  await pool.clear();
  observation[Symbol.dispose]();
  leaveHub(owner);
});

function make(max: number, min = 0): void {
  pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max, min });
  observation = observePool(pool, { name: 'shop' });
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Every 50 ms for so many seconds `busy` more requests, each of which holds its connection for 50 ms. */
async function load(busy: number, seconds: number): Promise<void> {
  let lent: object[] = [];
  for (let turn = 0; turn < seconds * 20; turn++) {
    for (let request = 0; request < busy; request++)
      void pool.acquire().then((connection) => lent.push(connection));
    await settle();
    clock.advance(0.05);
    const back = lent;
    lent = [];
    for (const connection of back) await pool.release(connection);
  }
  while (pool.borrowed > 0 || pool.pending > 0) {
    for (const connection of lent.splice(0)) await pool.release(connection);
    await settle();
  }
}

describe('a pool of generic-pool', () => {
  test('comes down to what its load needs, closes what is idle, and says so', async () => {
    make(20);
    const options: AutosizeOptions = { coolDownMillis: 1000 };
    const sizing = autosize(pool, options);
    await load(3, 400);
    expect(pool.max).toBeLessThanOrEqual(4);
    expect(pool.max).toBeGreaterThanOrEqual(3);
    const events = sdk.events().filter((each) => each.eventName === 'plimsoll.pool.resized');
    expect(events[0]?.attributes).toMatchObject({
      'db.client.connection.pool.name': 'shop',
      'plimsoll.pool.size.current': 15,
      'plimsoll.pool.size.previous': 20,
    });
    sizing[Symbol.dispose]();
    expect(pool.max).toBe(20);
  });

  test('is sized until it is collected, where nobody ends that before', async () => {
    make(1);
    const timers = clock.timers;
    const sizeAnother = (): void => {
      const another = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 2 });
      observePool(another, { name: 'another' });
      autosize(another);
    };
    sizeAnother();
    clock.advance(1);
    expect(clock.timers).toBe(timers + 1);
    await settle();
    collectGarbage();
    clock.advance(1);
    expect(clock.timers).toBe(timers);
  });

  test('is within its limits at once, and whoever waits is served when they end', async () => {
    make(8);
    const first = await Promise.all(Array.from({ length: 6 }, () => pool.acquire()));
    for (const each of first) await pool.release(each);
    const sizing = autosize(pool, { maxSize: 2 });
    await settle();
    expect([pool.size, pool.max]).toEqual([2, 2]);
    const requests = Array.from({ length: 5 }, () => pool.acquire());
    await settle();
    expect([pool.borrowed, pool.pending]).toEqual([2, 3]);
    sizing[Symbol.dispose]();
    for (const each of await Promise.all(requests)) await pool.release(each);
    expect(pool.max).toBe(8);
  });

  test('closes what comes back beyond its size, and takes nothing from its holder', async () => {
    make(8);
    const lent = await Promise.all(Array.from({ length: 6 }, () => pool.acquire()));
    const sizing = autosize(pool, { maxSize: 2 });
    expect(pool.borrowed).toBe(6);
    for (const each of lent) await pool.release(each);
    clock.advance(1);
    await settle();
    expect(pool.size).toBe(2);
    const closed = await sdk.counted('plimsoll.pool.connection.closed');
    expect(closed).toEqual({ 'shop idle_timeout': 4 });
    sizing[Symbol.dispose]();
  });

  test('is never smaller than what it keeps idle', async () => {
    make(12, 5);
    const sizing = autosize(pool, { coolDownMillis: 1000 });
    await load(1, 300);
    expect([pool.max, pool.size]).toEqual([5, 5]);
    sizing[Symbol.dispose]();
    expect(() => autosize(pool, { maxSize: 4 })).toThrow(
      'Expected the limits to let the pool keep its 5 idle connections, got a limit of 4',
    );
  });

  test('is sized no more, and no one is told, once it has ended', async () => {
    make(4);
    const sizing = autosize(pool, { maxSize: 2 });
    await pool.drain();
    await pool.clear();
    clock.advance(5);
    sizing[Symbol.dispose]();
    expect(pool.max).toBe(2);
  });

  test('does not grow under pressure', async () => {
    make(2);
    const sizing = autosize(pool, { maxSize: 20, pressure: { overall: { level: 'critical' } } });
    await load(6, 60);
    expect(pool.max).toBe(2);
    sizing[Symbol.dispose]();
  });

  test.each<[string, AutosizeOptions]>([
    ['what the server allows', { server: { maxConnections: 10, clients: 2 } }],
    ['what the memory allows', { memory: { bytesPerConnection: 2e6, budgetBytes: 11e6 } }],
  ])('grows for whoever waits, never above %s', async (_what, options) => {
    make(2);
    const sizing = autosize(pool, { maxSize: 20, coolDownMillis: 1000, ...options });
    await load(9, 60);
    expect(pool.max).toBe(5);
    sizing[Symbol.dispose]();
  });

  test('grows as soon as the pressure is over', async () => {
    make(2);
    const pressure = { overall: { level: 'elevated' } };
    const sizing = autosize(pool, { maxSize: 20, pressure, coolDownMillis: 1000 });
    await load(6, 30);
    expect(pool.max).toBe(2);
    pressure.overall.level = 'nominal';
    await load(6, 30);
    expect(pool.max).toBeGreaterThanOrEqual(6);
    sizing[Symbol.dispose]();
  });
});

test('what cannot be done is refused at once', () => {
  make(4);
  expect(() => autosize(pool, { minSize: 5 })).toThrow('Expected `minSize` to be at most 4');
  expect(() => autosize(pool, { server: { maxConnections: 6, clients: 3 }, minSize: 3 })).toThrow(
    'Expected `minSize` to be at most 2',
  );
  expect(() =>
    autosize(pool, { memory: { bytesPerConnection: 1e6, budgetBytes: 2.5e6 }, minSize: 3 }),
  ).toThrow('Expected `minSize` to be at most 2');
  expect(() => autosize({})).toThrow('Expected `pool` to be observed');
  const sizing = autosize(pool);
  expect(() => autosize(pool)).toThrow('Expected `pool` to be sized by nobody yet');
  sizing[Symbol.dispose]();
  autosize(pool)[Symbol.dispose]();
  expect(() => autosize(pool, { max: 3 } as never)).toThrow(TypeError);
});

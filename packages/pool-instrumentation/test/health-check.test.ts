import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fakeClock } from '@plimsoll/kernel';
import { createPool } from 'generic-pool';
import { afterEach, expect, test, vi } from 'vitest';
import { startHealthCheck } from '../src/health-check.ts';
import {
  type HealthCheckOptions,
  healthCheckOf,
  whyUncheckable,
} from '../src/health-check-options.ts';
import { PoolInstrumentation } from '../src/instrumentation.ts';
import { observePool } from '../src/observe-pool.ts';
import type { IdleConnection, PoolAdapter } from '../src/pool.ts';
import { OPTIONS, startedHub } from './hub/started-hub.ts';
import { STATS, type StubPool, stubAdapter, stubPool } from './stub-pool.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

afterEach(() => {
  vi.restoreAllMocks();
});

async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A pool whose idle connections are words, with its adapter. */
function idlePool(words: readonly string[]) {
  const idle = [...words];
  const out: string[] = [];
  const closed: string[] = [];
  const pool = stubPool();
  const adapter: PoolAdapter<StubPool> = {
    ...stubAdapter(),
    query: () => async (connection, text) => `${String(connection)} ${text}`,
    ping: async () => {},
    takeIdle(_pool, skip): IdleConnection | undefined {
      const [word] = idle.filter((each) => !skip(each));
      if (word === undefined) return undefined;
      idle.splice(idle.indexOf(word), 1);
      out.push(word);
      return {
        connection: word,
        putBack() {
          out.pop();
          idle.unshift(word);
        },
        close(reason) {
          out.pop();
          closed.push(`${word} ${reason}`);
        },
      };
    },
  };
  return { pool, adapter, idle, out, closed };
}

function checking(words: readonly string[], options: HealthCheckOptions) {
  const { clock, hub, sdk } = startedHub();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const world = idlePool(words);
  const observed = hub.observe(world.pool, world.adapter, {
    ...OPTIONS,
    healthCheck: healthCheckOf(options),
  });
  const pass = async (seconds: number): Promise<void> => {
    clock.advance(seconds);
    await settle();
  };
  return { ...world, clock, hub, sdk, observed, pass };
}

test('asks every idle connection once a round, one at a time, and puts it back', async () => {
  const asked: string[] = [];
  const most: number[] = [];
  const ping = async (word: string): Promise<void> => {
    asked.push(word);
    most.push(world.out.length);
  };
  const world = checking(['a', 'b', 'c'], { ping, intervalMillis: 10_000 });
  await world.pass(9.9);
  expect(asked).toEqual([]);
  await world.pass(0.1);
  expect(asked).toEqual(['a', 'b', 'c']);
  expect(most).toEqual([1, 1, 1]);
  expect(world.idle.toSorted()).toEqual(['a', 'b', 'c']);
  await world.pass(10);
  expect(asked).toHaveLength(6);
  expect(await world.sdk.values('plimsoll.pool.health_check.duration')).toMatchObject({
    shop: { count: 6 },
  });
});

test('has those closed that fail, at once, later or never, and tells it', async () => {
  const answers: Record<string, () => unknown> = {
    a: () => true,
    b() {
      throw Object.assign(new Error('secret text'), { code: 'ECONNRESET' });
    },
    c: () => Promise.reject(new RangeError('secret text')),
    d: () => new Promise(() => {}),
  };
  const { closed, idle, sdk, pass } = checking(Object.keys(answers), {
    ping: (word: string) => answers[word]?.(),
    intervalMillis: 10_000,
    timeoutMillis: 2000,
  });
  await pass(10);
  await pass(2);
  expect(closed).toEqual(['b health_check', 'c health_check', 'd health_check']);
  expect(idle).toEqual(['a']);
  expect(await sdk.values('plimsoll.pool.health_check.duration')).toMatchObject({
    shop: { count: 1 },
    'shop ECONNRESET': { count: 1 },
    'shop RangeError': { count: 1 },
    'shop TimeoutError': { count: 1, sum: 2 },
  });
  const failed = sdk.events().map(({ eventName, attributes }) => [eventName, attributes]);
  expect(failed).toHaveLength(3);
  expect(failed[0]).toEqual([
    'plimsoll.pool.health_check.failed',
    {
      'db.client.connection.pool.name': 'shop',
      'db.system.name': 'stubsql',
      'db.namespace': 'shop',
      'error.type': 'ECONNRESET',
    },
  ]);
});

test('asks by the query of the client', async () => {
  const { adapter, pass } = checking(['a'], { query: 'select 1', intervalMillis: 1000 });
  const asking = vi.fn();
  vi.spyOn(adapter, 'query').mockReturnValue(asking);
  await pass(1);
  expect(asking.mock.calls).toEqual([['a', 'select 1']]);
});

test('asks by the ping of the client', async () => {
  const { adapter, closed, pass } = checking(['a', 'b'], { ping: true, intervalMillis: 1000 });
  const ping = vi.spyOn(adapter, 'ping').mockRejectedValueOnce(new Error('gone'));
  await pass(1);
  expect(ping.mock.calls).toEqual([['a'], ['b']]);
  expect(closed).toEqual(['a health_check']);
});

test.each([
  [{ ping: () => {} }, { takeIdle: undefined }, 'its idle connections cannot be reached'],
  [{ ping: true as const }, { ping: undefined }, 'its client has no `ping` of its own'],
  [{ query: 'select 1' }, { query: () => undefined }, 'by a `ping` of yours'],
  [{ ping: () => {} }, { ping: undefined, query: undefined }, undefined],
  [{ ping: true as const }, {}, undefined],
  [{ query: 'select 1' }, {}, undefined],
])('says why pools cannot be checked by %o', (options, lacks, why) => {
  const { pool, adapter } = idlePool([]);
  const settings = healthCheckOf(options) as NonNullable<ReturnType<typeof healthCheckOf>>;
  const answer = whyUncheckable(pool, { ...adapter, ...lacks } as PoolAdapter<StubPool>, settings);
  expect(answer).toEqual(why && expect.stringContaining(why));
});

test('takes none while somebody waits', async () => {
  const ping = vi.fn();
  const { pool, pass } = checking(['a', 'b'], { ping, intervalMillis: 1000 });
  pool.stats = { ...STATS, pending: 1 };
  await pass(1);
  expect(ping).not.toHaveBeenCalled();
  pool.stats = STATS;
  ping.mockImplementation(() => {
    pool.stats = { ...STATS, pending: 1 };
  });
  await pass(1);
  expect(ping).toHaveBeenCalledTimes(1);
});

test('comes up to a tenth earlier, at random', async () => {
  const ping = vi.fn();
  const clock = fakeClock();
  const { pool, adapter } = idlePool(['a']);
  const settings = healthCheckOf({ ping, intervalMillis: 10_000 });
  const checks = startHealthCheck({
    pool,
    adapter,
    settings: settings as NonNullable<typeof settings>,
    clock,
    faults: { report: () => {}, absent: () => {}, guard: (_cause, action) => action() },
    random: () => 1,
    checked: () => {},
  });
  clock.advance(9);
  await settle();
  expect(ping).toHaveBeenCalledTimes(1);
  checks[Symbol.dispose]();
  expect(clock.timers).toBe(0);
});

test('ends with the observation, and begins no round after', async () => {
  const ping = vi.fn();
  const { observed, pass } = checking(['a'], { ping, intervalMillis: 1000 });
  observed?.detach();
  await pass(5);
  expect(ping).not.toHaveBeenCalled();
});

test('goes on after a pool that could not be read', async () => {
  const ping = vi.fn();
  const { pool, pass } = checking(['a'], { ping, intervalMillis: 1000 });
  pool.failure = new Error('no such getter');
  await pass(1);
  pool.failure = undefined;
  await pass(1);
  expect(ping).toHaveBeenCalledTimes(1);
});

test('holds no pool', async () => {
  const clock = fakeClock();
  let pool: object | undefined = {};
  const ref = new WeakRef(pool);
  const { adapter } = idlePool([]);
  const settings = healthCheckOf({ ping: () => {} });
  startHealthCheck({
    pool: pool as StubPool,
    adapter,
    settings: settings as NonNullable<typeof settings>,
    clock,
    faults: { report: () => {}, absent: () => {}, guard: (_cause, action) => action() },
    random: () => 0,
    checked: () => {},
  });
  pool = undefined;
  await settle();
  collectGarbage();
  expect(ref.deref()).toBeUndefined();
});

test.each([
  [{}, TypeError, 'either `query` or `ping`'],
  [{ query: 'select 1', ping: () => {} }, TypeError, 'either `query` or `ping`'],
  [{ ping: 1 }, TypeError, '`ping` to be a function or true'],
  [{ query: 'select 1', intervalMillis: 10 }, RangeError, '`intervalMillis`'],
  [{ query: 'select 1', every: 10 }, TypeError, '`every`'],
])('refuses %o', (healthCheck, kind, words) => {
  const pool = createPool({ create: async () => ({}), destroy: async () => {} });
  for (const make of [
    () => observePool(pool, { healthCheck } as never),
    () => new PoolInstrumentation({ healthCheck, enabled: false } as never),
  ]) {
    expect(make).toThrow(kind);
    expect(make).toThrow(words);
  }
});

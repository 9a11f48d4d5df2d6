import { context, type MeterProvider } from '@opentelemetry/api';
import { expect, test, vi } from 'vitest';
import { STATS, stubAdapter, stubPool } from '../stub-pool.ts';
import { OPTIONS, startedHub, warnings } from './started-hub.ts';

const warned = warnings();

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

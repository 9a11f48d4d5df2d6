import { DiagLogLevel, diag } from '@opentelemetry/api';
import { expect, test, vi } from 'vitest';
import { RECOGNISED } from '../src/clients.ts';
import { observePool, PoolInstrumentation, readPools } from '../src/index.ts';
import { boxes, untilTestEnds } from './found-pools.ts';
import { testSdk } from './sdk.ts';

const use = untilTestEnds();

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
  [undefined, 'undefined'],
  [null, 'null'],
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

import { diag } from '@opentelemetry/api';
import { afterEach, expect, test, vi } from 'vitest';
import { createPool } from '../../src/generic/create-pool.ts';
import type { CreatePoolOptions } from '../../src/generic/settings.ts';
import { PoolInstrumentation } from '../../src/instrumentation.ts';
import { METRICS } from '../../src/metrics.ts';
import { observePool, readPools } from '../../src/observe-pool.ts';
import { withClient } from '../../src/with-client.ts';
import { type TestSdk, testSdk } from '../sdk.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function made(options: CreatePoolOptions = {}) {
  let id = 0;
  const pool = createPool(
    { create: async () => ({ id: ++id }), destroy: () => {}, validate: () => true },
    { name: 'boxes', max: 2, ...options },
  );
  cleanups.push(() => pool.close());
  return pool;
}

function started(): { readonly sdk: TestSdk; readonly instrumentation: PoolInstrumentation } {
  const sdk = testSdk();
  const instrumentation = new PoolInstrumentation();
  instrumentation.setMeterProvider(sdk.meterProvider);
  cleanups.push(() => instrumentation.disable());
  return { sdk, instrumentation };
}

test('has all nine metrics of semantic conventions', async () => {
  const { sdk } = started();
  const pool = made();
  const leases = [await pool.acquire(), await pool.acquire()];
  await expect(pool.acquire({ timeoutMillis: 1 })).rejects.toThrow('No resource in 1 ms');
  leases[0]?.release();
  const names = Object.values(METRICS).map(({ name }) => name);
  const semconv = names.filter((name) => name.startsWith('db.client.connection.'));
  expect(semconv).toHaveLength(9);
  const values = await Promise.all(semconv.map((name) => sdk.values(name)));
  expect(Object.fromEntries(semconv.map((name, index) => [name.slice(21), values[index]]))).toEqual(
    {
      count: { 'boxes used': 1, 'boxes idle': 1 },
      'idle.max': { boxes: 2 },
      'idle.min': { boxes: 0 },
      limit: { boxes: 2 },
      pending_requests: { boxes: 0 },
      timeouts: { boxes: 1 },
      create_time: { boxes: expect.objectContaining({ count: 2 }) },
      wait_time: { boxes: expect.objectContaining({ count: 2 }) },
      use_time: { boxes: expect.objectContaining({ count: 1 }) },
    },
  );
  leases[1]?.destroy();
  await pool.close();
  expect(await sdk.counted('plimsoll.pool.connection.closed')).toEqual({
    'boxes error': 1,
    'boxes shutdown': 1,
  });
  expect(await sdk.values('plimsoll.pool.status')).toMatchObject({ 'boxes closed': 1 });
});

test('is found by the instrumentation, made before it or after, until that is disabled', async () => {
  const before = made({ name: 'before' });
  const gone = made({ name: 'gone' });
  await gone.close();
  const { instrumentation } = started();
  made({ name: 'after' });
  expect(readPools().map(({ name }) => name)).toEqual(['before', 'after']);
  instrumentation.disable();
  expect(readPools()).toEqual([]);
  made({ name: 'later' });
  expect(readPools()).toEqual([]);
  await before.use(() => {});
});

test('is left alone where the instrumentation is for other clients', () => {
  const instrumentation = new PoolInstrumentation({ clients: ['pg'] });
  cleanups.push(() => instrumentation.disable());
  made();
  expect(readPools()).toEqual([]);
});

test('is observed once: not a second time as the pool of generic-pool that it stands on', async () => {
  const warn = vi.spyOn(diag, 'warn');
  started();
  const pool = made();
  await pool.use(() => {});
  expect(readPools()).toHaveLength(1);
  expect(warn).not.toHaveBeenCalled();
});

test('is observed by name where the application asks for it', async () => {
  const pool = made({ name: 'own' });
  const observation = observePool(pool, { name: 'given' });
  const lease = await pool.acquire();
  expect(readPools()).toMatchObject([{ name: 'given', used: 1, idle: 0, limit: 2 }]);
  lease.release();
  observation[Symbol.dispose]();
  expect(readPools()).toEqual([]);
});

test('lends its resources to `withClient`', async () => {
  const pool = made();
  const id: number = await withClient(pool, (resource) => resource.id);
  expect(id).toBe(1);
  expect(pool.stats).toMatchObject({ used: 0, idle: 1 });
});

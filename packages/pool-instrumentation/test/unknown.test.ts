import { fakeClock } from '@plimsoll/kernel';
import { expect, test } from 'vitest';
import { PoolHub } from '../src/hub.ts';
import { readPools } from '../src/observe-pool.ts';
import type { PoolStats } from '../src/pool.ts';
import { retireHub, startHub } from '../src/registry.ts';
import { OPTIONS, startedHub } from './hub/started-hub.ts';
import { stubAdapter, stubPool } from './stub-pool.ts';

const UNKNOWN = { limit: undefined, idleMax: undefined, idleMin: undefined };

function observed(stats: Partial<PoolStats>) {
  const { sdk, observe } = startedHub();
  const pool = observe(stats);
  const state = async (): Promise<string[]> =>
    Object.entries(await sdk.values('plimsoll.pool.status'))
      .filter(([, value]) => value === 1)
      .map(([name]) => name);
  return { sdk, pool, state };
}

test('reports no limit and no utilization where the limit is unknown, and counts all the same', async () => {
  const { sdk } = observed({ used: 3, idle: 1, ...UNKNOWN });
  for (const name of ['limit', 'idle.max', 'idle.min'])
    expect(await sdk.values(`db.client.connection.${name}`)).toEqual({});
  expect(await sdk.values('plimsoll.pool.connection.utilization')).toEqual({});
  expect(await sdk.values('db.client.connection.count')).toEqual({
    'shop used': 3,
    'shop idle': 1,
  });
});

test('ends at zero what was known, and says nothing of the rest', async () => {
  const { sdk, pool } = observed({ used: 3, idleUnknown: true, ...UNKNOWN, idleMin: 1 });
  await sdk.metrics();
  pool.stats = { ...pool.stats, ended: true };
  expect(await sdk.values('db.client.connection.count')).toEqual({ 'shop used': 0 });
  expect(await sdk.values('db.client.connection.idle.min')).toEqual({ shop: 0 });
  for (const name of ['db.client.connection.limit', 'plimsoll.pool.connection.utilization'])
    expect(await sdk.values(name)).toEqual({});
});

test('reads an unknown limit as `undefined`', () => {
  const hub = startHub(() => new PoolHub(fakeClock()));
  const known = hub.observe(stubPool({ limit: 4 }), stubAdapter(), OPTIONS);
  const unknown = hub.observe(stubPool(UNKNOWN), stubAdapter(), OPTIONS);
  expect(readPools().map(({ limit }) => limit)).toEqual([4, undefined]);
  for (const each of [known, unknown]) each?.detach();
  retireHub();
});

test('takes no pool without a limit for exhausted', async () => {
  const { state } = observed({ used: 3, pending: 1, ...UNKNOWN });
  expect(await state()).toEqual(['shop degraded']);
});

test('is unhealthy while the client knows that its server cannot be reached', async () => {
  const { pool, state } = observed({ used: 1, unreachable: true });
  expect(await state()).toEqual(['shop unhealthy']);
  pool.stats = { ...pool.stats, unreachable: false };
  expect(await state()).toEqual(['shop healthy']);
});

import { expect, test, vi } from 'vitest';
import type { PoolAdapter, TransactionStatus } from '../src/pool.ts';
import { OPTIONS, startedHub } from './hub/started-hub.ts';
import { type StubPool, stubAdapter, stubPool } from './stub-pool.ts';

function observed(
  more: Partial<PoolAdapter<StubPool>> = {},
  reclaimAfterSeconds: number | undefined = undefined,
) {
  const { clock, hub, sdk } = startedHub();
  const pool = stubPool({ used: 1 });
  hub.observe(pool, { ...stubAdapter(), ...more }, { ...OPTIONS, reclaimAfterSeconds });
  const told = () =>
    sdk.events().map(({ eventName }) => eventName?.replace('plimsoll.pool.connection.', ''));
  return { clock, pool, sdk, told };
}

test.each(['none', 'open', 'failed', undefined] as (TransactionStatus | undefined)[])(
  'tells a leak with the status %s of its transaction',
  (status) => {
    const { clock, pool, sdk } = observed({
      transaction: (connection) => (connection === 'a' ? status : undefined),
    });
    pool.take('a');
    clock.advance(30);
    const key = 'plimsoll.pool.connection.transaction.status';
    expect(sdk.events().map(({ attributes }) => attributes[key])).toEqual([status]);
  },
);

test('tells a leak whose transaction cannot be read', () => {
  const { clock, pool, told } = observed({
    transaction() {
      throw new Error('no such member');
    },
  });
  pool.take('a');
  clock.advance(30);
  expect(told()).toEqual(['leak_suspected']);
});

test('takes nothing from anybody where nobody asked for it', () => {
  const reclaim = vi.fn();
  const { clock, pool } = observed({ reclaim });
  pool.take('a');
  clock.advance(10_000);
  expect(reclaim).not.toHaveBeenCalled();
});

test('takes a connection back once, after its time, and tells it', () => {
  const reclaim = vi.fn((pool: StubPool, connection: unknown) => pool.give(connection));
  const { clock, pool, told, sdk } = observed({ reclaim }, 60);
  pool.take('a');
  clock.advance(59);
  expect(told()).toEqual(['leak_suspected']);
  clock.advance(60);
  expect(reclaim.mock.calls).toEqual([[pool, 'a']]);
  expect(told()).toEqual(['leak_suspected', 'leak_reclaimed']);
  expect(sdk.events()[1]?.attributes).toMatchObject({
    'db.client.connection.pool.name': 'shop',
    'plimsoll.pool.connection.use.duration': 60,
  });
});

test('tells a leak before it takes it back, however short the time', () => {
  const reclaim = (pool: StubPool, connection: unknown): void => pool.give(connection);
  const { clock, pool, told } = observed({ reclaim }, 1);
  pool.take('a');
  clock.advance(29);
  expect(told()).toEqual([]);
  clock.advance(1);
  expect(told()).toEqual(['leak_suspected', 'leak_reclaimed']);
});

test('tries each connection once, and those after one that cannot be taken back', () => {
  const reclaim = vi.fn((_pool: StubPool, _connection: unknown) => {
    throw new Error('no such loan');
  });
  const { clock, pool, told } = observed({ reclaim }, 60);
  for (const connection of ['a', 'b']) pool.take(connection);
  clock.advance(60);
  expect(reclaim.mock.calls.map(([, connection]) => connection)).toEqual(['a', 'b']);
  clock.advance(60);
  expect(reclaim).toHaveBeenCalledTimes(2);
  expect(told()).toEqual(['leak_suspected', 'leak_suspected']);
});

test('looks on where the client cannot take anything back', () => {
  const { clock, pool, told } = observed({}, 60);
  pool.take('a');
  clock.advance(120);
  expect(told()).toEqual(['leak_suspected']);
});

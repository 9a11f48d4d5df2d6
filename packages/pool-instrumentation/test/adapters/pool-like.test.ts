import { DiagLogLevel, diag } from '@opentelemetry/api';
import { expect, test, vi } from 'vitest';
import { poolLike } from '../../src/adapters/pool-like.ts';
import { observePool, type PoolLike, readPools } from '../../src/index.ts';
import { OPTIONS, startedHub } from '../hub/started-hub.ts';

const COUNTS = { used: 2, idle: 1, pending: 3 };

test('reports the counts of a pool that tells no more', () => {
  const pool: PoolLike = { name: 'channels', counts: () => ({ ...COUNTS, limit: 8 }) };
  const observation = observePool(pool);
  const read = readPools();
  observation[Symbol.dispose]();
  expect(read).toMatchObject([{ name: 'channels', ...COUNTS, limit: 8, longHeld: 0 }]);
  expect(Object.keys(pool)).toEqual(['name', 'counts']);
});

test.each([
  [{ name: 'channels' }, { name: 'orders' }, 'orders'],
  [{ name: 'channels' }, {}, 'channels'],
  [{ system: 'rabbitmq' }, {}, 'rabbitmq'],
  [{}, {}, 'pool'],
])('calls %j, observed as %j, %s', (own, options, name) => {
  const observation = observePool({ ...own, counts: () => COUNTS }, options);
  const names = readPools().map((each) => each.name);
  observation[Symbol.dispose]();
  expect(names).toEqual([name]);
});

test.each([
  {},
  { used: 1, idle: 1 },
  { used: 1, idle: Number.NaN, pending: 0 },
  { used: '1', idle: 1, pending: 0 },
])('takes no pool for one that counts %j', (counts) => {
  expect(() => observePool({ counts: () => counts })).toThrow('a `PoolLike`');
});

test('reports nothing, and says so once, while the pool throws', async () => {
  const warn = vi.fn();
  diag.setLogger(
    { warn, error: warn, info: () => {}, debug: () => {}, verbose: () => {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const { hub, sdk } = startedHub();
  const counts = vi.fn(() => COUNTS);
  hub.observe({ counts }, poolLike, { ...OPTIONS, name: 'channels' });
  counts.mockImplementation(() => {
    throw new Error('not now');
  });
  expect(await sdk.values('db.client.connection.count')).toEqual({});
  counts.mockReturnValue(COUNTS);
  expect(await sdk.values('db.client.connection.count')).toEqual({
    'channels used': 2,
    'channels idle': 1,
  });
  diag.disable();
  expect(warn.mock.calls).toEqual([[expect.stringContaining('not now')]]);
});

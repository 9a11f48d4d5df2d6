import { expect, test } from 'vitest';
import { poolName, uniqueName } from '../src/names.ts';

const IDENTITY = { client: 'pg', system: 'postgresql', namespace: 'shop', server: 'db:6432' };
const { namespace: _namespace, ...unnamed } = IDENTITY;
const { server: _server, ...unplaced } = unnamed;

test.each([
  ['orders', IDENTITY, 'orders'],
  [undefined, IDENTITY, 'shop'],
  [undefined, unnamed, 'db:6432'],
  [undefined, { ...unnamed, server: '[::1]:6432' }, '[::1]:6432'],
  [undefined, unplaced, 'postgresql'],
  [undefined, { client: 'generic-pool' }, 'generic-pool'],
  [undefined, { ...IDENTITY, role: 'read' }, 'shop/read'],
  ['orders', { ...IDENTITY, role: 'read' }, 'orders/read'],
])('calls a pool that was given %s and is %j %s', (given, identity, name) => {
  expect(poolName(given, identity)).toBe(name);
});

test.each([
  [undefined, 'replica-1', 'replica-1'],
  ['orders', 'replica-1', 'orders/replica-1'],
  ['orders', 'ann:s3cret@db', 'orders'],
  [undefined, 'ann:s3cret@db', 'shop'],
])('calls a pool of a group that was given %s, and that it calls %s, %s', (given, own, name) => {
  expect(poolName(given, IDENTITY, own)).toBe(name);
});

test.each(['sh op', 'shop?password=1', 'ann:s3cret@db', '', 'x'.repeat(129)])(
  'takes no name that is not plain: %s',
  (namespace) => {
    expect(poolName(undefined, { ...IDENTITY, namespace })).toBe('db:6432');
  },
);

test('numbers the names that are taken', () => {
  const taken = new Set(['shop', 'shop#2']);
  expect(uniqueName('shop', (name) => taken.has(name))).toBe('shop#3');
  expect(uniqueName('other', (name) => taken.has(name))).toBe('other');
});

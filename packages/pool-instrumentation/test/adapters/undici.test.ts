import { BalancedPool, Client, Pool } from 'undici';
import { expect, test } from 'vitest';
import { isUndici, readUndici } from '../../src/adapters/undici.ts';
import { CLIENTS } from './subjects.ts';

const ORIGIN = 'http://127.0.0.1:8080';

function client(stats: object) {
  const methods = { dispatch: () => true, close: () => {} };
  return { [Symbol('url')]: new URL(ORIGIN), stats, ...methods } as never;
}

test('counts one connection as one, however many requests are on it', () => {
  expect(readUndici(client({ connected: true, running: 3, pending: 2 }))).toEqual([
    { origin: ORIGIN, active: 1, idle: 0, running: 3, pending: 2 },
  ]);
});

test('knows its own clients and nothing else', () => {
  expect(isUndici(new Client(ORIGIN))).toBe(true);
  expect(isUndici(new Pool(ORIGIN))).toBe(true);
  const strangers = [undefined, null, 1, {}, new Map(), { dispatch() {}, close() {}, stats: {} }];
  const pools = Object.values(CLIENTS).map(({ make }) => make({ max: 1 }).pool);
  for (const stranger of [...strangers, ...pools]) expect(isUndici(stranger)).toBe(false);
});

test('knows a balanced pool that has no server yet, and reads the one that it gets', () => {
  const pool = new BalancedPool([]);
  expect(isUndici(pool)).toBe(true);
  const nothing = { active: 0, idle: 0, running: 0, pending: 0 };
  expect(readUndici(pool as never)).toEqual([{ origin: 'any', ...nothing }]);
  pool.addUpstream(ORIGIN);
  expect(readUndici(pool as never)[0]).toEqual({ origin: ORIGIN, ...nothing });
});

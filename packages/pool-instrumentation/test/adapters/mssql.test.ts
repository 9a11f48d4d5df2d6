import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { afterEach, expect, test } from 'vitest';
import { mssql } from '../../src/adapters/mssql.ts';
import { observePool, PoolInstrumentation, readPools } from '../../src/index.ts';

interface MssqlPool extends EventEmitter {
  readonly pool: { acquireTimeoutMillis: number } | null;
  connect(): Promise<unknown>;
  close(): Promise<unknown>;
  acquire(requester: object): Promise<object>;
  release(connection: object): void;
}

type MssqlPoolClass = new (config: object) => MssqlPool;

const require = createRequire(import.meta.url);
const ConnectionPool: MssqlPoolClass = require('mssql/lib/base/connection-pool');

/** The pool of mssql over connections without a server. */
class FakeDriverPool extends ConnectionPool {
  async _poolCreate(): Promise<object> {
    return new EventEmitter();
  }
  _poolValidate(): boolean {
    return true;
  }
  async _poolDestroy(): Promise<void> {}
}

const pool = (more: object = {}) =>
  new FakeDriverPool({ server: 'db', database: 'shop', pool: { max: 1 }, ...more });
const read = () => readPools().map(({ name, used, idle, limit }) => [name, used, idle, limit]);

const running: Disposable[] = [];
function use<T extends Disposable>(each: T): T {
  running.push(each);
  return each;
}

afterEach(() => {
  for (const each of running.splice(0).reverse()) each[Symbol.dispose]();
  expect(readPools()).toEqual([]);
});

test('knows a pool of mssql, connected or not, and nothing else', async () => {
  const connected = pool();
  await connected.connect();
  for (const known of [pool(), connected]) expect(mssql.matches(known)).toBe(true);
  for (const stranger of [undefined, null, 1, {}, new EventEmitter(), Object.freeze(pool())])
    expect(mssql.matches(stranger)).toBe(false);
});

test('observes a pool from before it connects, and again each time that it does', async () => {
  const mine = pool();
  use(observePool(mine));
  expect(readPools()).toEqual([]);
  await mine.connect();
  mine.release(await mine.acquire({}));
  expect(read()).toEqual([['shop', 0, 1, 1]]);
  await mine.close();
  expect(read()).toEqual([['shop', 0, 0, 0]]);
  await mine.connect();
  await mine.acquire({});
  expect(read()).toEqual([['shop', 1, 0, 1]]);
});

test('leaves a pool as it was', async () => {
  const mine = pool();
  await mine.connect();
  const before = [mine, mine.pool as object].map((each) => Object.getOwnPropertyDescriptors(each));
  const observation = observePool(mine, { name: 'orders' });
  expect(read()).toEqual([['orders', 0, 0, 1]]);
  observation[Symbol.dispose]();
  const after = [mine, mine.pool as object].map((each) => Object.getOwnPropertyDescriptors(each));
  expect(after).toEqual(before);
});

test('looks for no pool beneath an override of somebody else, once it is disposed', async () => {
  const mine = pool();
  const observation = observePool(mine);
  const { acquire } = mine;
  mine.acquire = function (...args) {
    return Reflect.apply(acquire, this, args);
  };
  observation[Symbol.dispose]();
  await mine.connect();
  await mine.acquire({});
  expect(readPools()).toEqual([]);
});

test('is found by itself under the name of its database, after each connect', async () => {
  const mine = pool();
  use(new PoolInstrumentation());
  await mine.connect();
  mine.release(await mine.acquire({}));
  expect(read()).toEqual([['shop', 0, 1, 1]]);
  await mine.close();
  await mine.connect();
  await mine.acquire({});
  expect(read()).toEqual([['shop', 1, 0, 1]]);
});

test('is named after its server where it has no database', async () => {
  const mine = pool({ database: undefined });
  await mine.connect();
  use(observePool(mine));
  expect(read()).toEqual([['db:1433', 0, 0, 1]]);
});

test('tells each of its pools once', async () => {
  const mine = pool({ pool: { max: 2 } });
  const found: object[] = [];
  use(mssql.members(mine as never, (each) => void found.push(each)));
  await mine.connect();
  await mine.acquire({});
  await mine.acquire({});
  expect(found).toEqual([mine.pool]);
});

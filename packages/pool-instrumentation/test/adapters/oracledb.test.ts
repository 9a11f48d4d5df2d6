import { createRequire } from 'node:module';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { oracledb } from '../../src/adapters/oracledb.ts';
import { recorder } from './recorder.ts';
import { oraclePool } from './subjects/oracledb.ts';

/** What a pool of sessions in thin mode keeps of one. */
interface Session {
  nscon: object;
  readonly _dropSess: boolean;
  readonly _pool: { release(session: Session): void };
}

function watchedPool(...args: Parameters<typeof oraclePool>) {
  const subject = oraclePool(...args);
  const { events, told } = recorder(oracledb.closes);
  const watching = oracledb.watch(subject.pool as never, events);
  return { ...subject, told, watching };
}

test('is called by its alias, else by its system', () => {
  const identityOf = (alias?: string) =>
    oracledb.identify(oraclePool({ max: 1 }, {}, alias).pool as never);
  const identity = { client: 'oracledb', system: 'oracle.db' };
  expect(identityOf('orders')).toEqual({ ...identity, name: 'orders' });
  expect(identityOf()).toEqual(identity);
});

test('counts no timeout when too many wait, or the session cannot be opened', async () => {
  const { acquire, failToConnect, discard, told } = watchedPool({ max: 1 }, { queueMax: 0 });
  const first = await acquire();
  await expect(acquire()).rejects.toThrow('NJS-076');
  discard(first);
  await new Promise(setImmediate);
  failToConnect(new Error('ORA-12541: no listener'));
  await expect(acquire()).rejects.toThrow('no listener');
  expect(told.filter((each) => /refused|timed/.test(each))).toEqual(['refused', 'refused']);
});

test('says nothing more to those who waited when it was disposed', async () => {
  const { acquire, release, told, watching } = watchedPool({ max: 1 });
  const first = await acquire();
  const second = acquire();
  told.length = 0;
  watching[Symbol.dispose]();
  release(first);
  await second;
  expect(told).toEqual([]);
});

describe('over the sessions of its own thin mode', () => {
  const require = createRequire(import.meta.url);
  const ThinPool = require('oracledb/lib/thin/pool.js');
  const { prototype: session } = require('oracledb/lib/thin/connection.js');

  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('is resized for those who wait, and back for those who hold', async () => {
    vi.spyOn(session, 'connect').mockImplementation(async function (this: Session) {
      this.nscon = { connected: true, ntAdapter: { connected: true }, recvInbandNotif: () => 0 };
    });
    const close = vi.spyOn(session, 'close').mockImplementation(async function (this: Session) {
      if (!this._dropSess) this._pool.release(this);
    });
    const { pool } = oraclePool({ max: 2 });
    const sessions = Object.assign(new ThinPool(), { _eventCallback() {} });
    pool._impl = sessions;
    sessions._init({
      homogeneous: true,
      connectString: 'db',
      user: 'ann',
      password: 'secret',
      poolMin: 0,
      poolMax: 2,
      poolIncrement: 1,
      poolTimeout: 0,
      poolPingInterval: -1,
    });
    sessions.bgThreadFunc();
    sessions._bgConnCleaner();
    const resize = (limit: number) => oracledb.resize?.(pool as never, limit);
    const stats = () => oracledb.stats(pool as never);
    const held = [await pool.getConnection(), await pool.getConnection()];
    const waiting = [pool.getConnection(), pool.getConnection(), pool.getConnection()];
    await resize(4);
    held.push(...(await Promise.all(waiting.slice(0, 2))));
    expect(stats()).toMatchObject({ used: 4, idle: 0, pending: 1, limit: 4 });
    await resize(1);
    for (const used of [3, 2, 1]) {
      await held.shift()?.close();
      await new Promise(setImmediate);
      expect(stats()).toMatchObject({ used, idle: 0, pending: 1, limit: 1 });
    }
    await held.shift()?.close();
    await (await waiting[2])?.close();
    expect(stats()).toMatchObject({ used: 0, idle: 1, pending: 0, limit: 1 });
    expect(new Set(close.mock.contexts.filter(({ _dropSess }) => _dropSess)).size).toBe(3);
    await pool.close();
  });
});

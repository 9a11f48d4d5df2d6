import { expect, test } from 'vitest';
import { oracledb } from '../../src/adapters/oracledb.ts';
import { recorder } from './recorder.ts';
import { oraclePool } from './subjects/oracledb.ts';

function watchedPool(...args: Parameters<typeof oraclePool>) {
  const subject = oraclePool(...args);
  const { events, told } = recorder();
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

import createKnex from 'knex';
import mysql from 'mysql2';
import { createPool } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { adviseSize } from '../src/advise-size.ts';
import { autosize } from '../src/autosize.ts';
import { observePool } from '../src/observe-pool.ts';

test('takes a knex for its pool', () => {
  const db = createKnex({ client: 'pg', connection: {}, pool: { min: 0, max: 4 } });
  using _observation = observePool(db);
  expect(adviseSize(db)).toBeUndefined();
  const sizing = autosize(db, { maxSize: 2 });
  expect(db.client.pool.max).toBe(2);
  sizing[Symbol.dispose]();
  expect(db.client.pool.max).toBe(4);
  expect(Object.hasOwn(db.client, 'initializePool')).toBe(true);
});

test('takes a pool of promises of mysql2 for the one below', () => {
  const pool = createPool({ connectionLimit: 4 });
  using _observation = observePool(pool);
  using _sizing = autosize(pool, { maxSize: 2 });
  expect(pool.pool.config.connectionLimit).toBe(2);
});

test('takes no group of several', () => {
  const cluster = mysql.createPoolCluster();
  for (const id of ['one', 'two']) cluster.add(id, {});
  using _observation = observePool(cluster);
  for (const look of [adviseSize, autosize])
    expect(() => look(cluster)).toThrow('Expected `pool` to be one pool, got a group of 2');
});

test('takes nothing that is not observed', () => {
  for (const stranger of [{}, createKnex({ client: 'pg', connection: {} })])
    expect(() => adviseSize(stranger)).toThrow('Expected `pool` to be observed');
});

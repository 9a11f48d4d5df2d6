import genericPool, { type Pool } from 'generic-pool';
import type { Client } from 'pg';
import PgPool from 'pg-pool';
import { afterEach, expect } from 'vitest';
import { readPools } from '../src/index.ts';
import { fakePgClient } from './adapters/fake-pg-client.ts';

export function boxes(): Pool<object> {
  return genericPool.createPool(
    { create: async () => ({}), destroy: async () => {} },
    { max: 2, min: 0 },
  );
}

export function pgPool(): PgPool<Client> {
  return new PgPool({
    max: 2,
    idleTimeoutMillis: 0,
    database: 'shop',
    Client: fakePgClient({ connect: undefined }) as never,
  });
}

/** What it is given ends with the test, and with it every observation. */
export function untilTestEnds(): <T extends Disposable>(each: T) => T {
  const running: Disposable[] = [];
  afterEach(() => {
    for (const each of running.splice(0).reverse()) each[Symbol.dispose]();
    expect(readPools()).toEqual([]);
  });
  return (each) => {
    running.push(each);
    return each;
  };
}

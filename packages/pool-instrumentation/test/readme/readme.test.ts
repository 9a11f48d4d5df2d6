import { readdirSync, readFileSync } from 'node:fs';
import { createPool } from 'generic-pool';
import pgPool from 'pg-pool';
import { describe, expect, test } from 'vitest';
import { observePool, readPools } from '../../src/index.ts';
import { fakePgClient } from '../adapters/fake-pg-client.ts';
import { genericPoolSubject } from '../adapters/subjects/generic-pool.ts';
import { pgSubject } from '../adapters/subjects/pg.ts';
import { sized } from './autosize.ts';
import { explained } from './explain-timeouts.ts';
import { gated } from './gate.ts';
import { observed } from './observe-pool.ts';
import { borrow, giveBack, observation } from './pool-like.ts';
import { registered } from './pool-registry.ts';
import { order } from './with-client.ts';

const HERE = new URL('.', import.meta.url);
const README = readFileSync(new URL('../../README.md', HERE), 'utf8');

const examples = readdirSync(HERE).filter((file) => !file.endsWith('.test.ts'));

/** What an application wires with its SDK is run with one by other tests. */
const ELSEWHERE = /new NodeSDK|new PeriodicExportingMetricReader/;

/** The lines of an example that the README shows, without the indent that they share. */
function shown(file: string): string[] {
  const source = readFileSync(new URL(file, HERE), 'utf8');
  const [, region] = /^ *\/\/#region readme\n(.*?)^ *\/\/#endregion$/ms.exec(source) ?? [];
  const lines = (region ?? '').split('\n').filter((line) => line !== '');
  const indent = Math.min(...lines.map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent));
}

test.each(examples)('the README shows %s as it is run here', (file) => {
  expect(shown(file).length).toBeGreaterThan(0);
  for (const line of shown(file)) expect(README).toContain(`\n${line}\n`);
});

test('the README shows no line of code that is not run here', () => {
  const run = new Set(examples.flatMap(shown));
  const blocks = [...README.matchAll(/```[jt]s\n(.*?)```/gs)]
    .map(([, code = '']) => code)
    .filter((code) => !ELSEWHERE.test(code));
  const lines = blocks.flatMap((code) => code.split('\n'));
  const code = lines.filter((line) => line !== '' && !line.startsWith('import '));
  expect(code.filter((line) => !run.has(line))).toEqual([]);
});

describe('what the README shows works', () => {
  test('borrowing and giving back', async () => {
    const Client = fakePgClient({ connect: undefined });
    const pool = new pgPool({ Client: Client as never, max: 1, idleTimeoutMillis: 0 });
    Reflect.set(Client.prototype, 'query', async () => ({ rows: [{ id: 7 }] }));
    expect(await order(pool as never, 7)).toEqual([{ id: 7 }]);
    expect(pool.idleCount).toBe(1);
  });

  test('explaining a timeout', async () => {
    const pool = pgSubject.make({ max: 1, waitMillis: 200 });
    await pool.acquire();
    const said: unknown[] = [];
    await explained(pool.pool as never, (words) => said.push(words));
    expect(said).toEqual(['postgresql: 1 of 1 used, 0 idle, 0 waiting']);
  });

  test('observing, and leaving a pool as it was', () => {
    expect(Object.getOwnPropertyNames(observed())).not.toContain('connect');
  });

  test('sizing a pool', async () => {
    const { pool } = pgSubject.make({ max: 30 });
    using _observation = observePool(pool);
    const sizing = sized(pool as never);
    expect(pool).toMatchObject({ options: { max: 12 } });
    sizing[Symbol.dispose]();
    expect(pool).toMatchObject({ options: { max: 30 } });
  });

  test('a gate', async () => {
    const store = async () => new Map([['order', 7]]);
    const pool = createPool({ create: store, destroy: async () => {} });
    expect(await gated(pool)).toBe(7);
    expect(pool.available).toBe(1);
  });

  test('a registry', async () => {
    const Client = fakePgClient({ connect: undefined });
    Reflect.set(Client.prototype, 'query', async () => ({ rows: [] }));
    const orders = new pgPool({ Client: Client as never, idleTimeoutMillis: 0 });
    const sockets = genericPoolSubject.make({ max: 1 });
    const pressure = { on: () => ({ [Symbol.dispose]() {} }) };
    const registry = await registered(orders as never, sockets.pool as never, pressure);
    expect(registry.read()).toEqual({});
    expect(orders.ended).toBe(true);
  });

  test('a pool that says itself what it does', async () => {
    const read = () => readPools().find(({ name }) => name === 'channels');
    const channel = await borrow();
    expect(read()).toMatchObject({ used: 1, idle: 0, limit: 8 });
    expect(read()?.maxUseAgeSeconds).toBeGreaterThan(0);
    giveBack(channel);
    expect(read()).toMatchObject({ used: 0, idle: 1, maxUseAgeSeconds: 0 });
    observation[Symbol.dispose]();
  });
});

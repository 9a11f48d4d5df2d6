import { expect, test } from 'vitest';
import { createSettleTap } from '../../../src/adapters/watch/settle.ts';

class OwnPromise<T> extends Promise<T> {}

function tapped() {
  const told: string[] = [];
  const tap = createSettleTap<'Promise', { id: string }>('Promise', {
    resolved: ({ id }, value) => void told.push(`${id} resolved ${value}`),
    rejected: ({ id }, reason) => void told.push(`${id} rejected ${(reason as Error).message}`),
  });
  const pool = { Promise: Promise as PromiseConstructor };
  const call = (id: string, method: (this: typeof pool) => unknown): unknown =>
    tap(pool, { id }, method as never, []);
  return { told, pool, call };
}

test('tells a promise when it is settled and not a turn later', () => {
  const { told, call } = tapped();
  let settle: (value: string) => void = () => {};
  call('a', function () {
    return new this.Promise((resolve) => {
      settle = resolve as never;
    });
  });
  expect(told).toEqual([]);
  settle('now');
  expect(told).toEqual(['a resolved now']);
});

test('tells whether a promise was settled within its call', async () => {
  const atOnce: boolean[] = [];
  const tap = createSettleTap<'Promise', { id: string }>('Promise', {
    resolved: (_token, _value, within) => void atOnce.push(within),
    rejected: () => {},
  });
  const pool = { Promise: Promise as PromiseConstructor };
  const waiting: ((value: string) => void)[] = [];
  const call = (method: () => unknown): unknown => tap(pool, { id: '' }, method as never, []);
  const wait = () => new pool.Promise((resolve) => void waiting.push(resolve as never));
  call(wait);
  call(() => {
    const made = new pool.Promise((resolve) => resolve('within'));
    waiting[0]?.('in the call of another');
    return made;
  });
  call(wait);
  waiting[1]?.('after');
  await call(async () => 'later');
  expect(atOnce).toEqual([true, false, false, false]);
});

test('rejects with what an executor throws', async () => {
  const { call } = tapped();
  const thrown = call('a', function () {
    return new this.Promise(() => {
      throw new Error('no');
    });
  });
  await expect(thrown).rejects.toThrow('no');
});

test('gives the very promise of the method, of its class', () => {
  const { call, pool } = tapped();
  pool.Promise = OwnPromise as never;
  let made: unknown;
  const given = call('a', function () {
    made = new this.Promise(() => {});
    return made;
  });
  expect(given).toBe(made);
  expect(given).toBeInstanceOf(OwnPromise);
  expect(pool.Promise).toBe(OwnPromise);
});

test('watches the first promise of a call alone', async () => {
  const { told, call } = tapped();
  await call('a', function () {
    const first = new this.Promise((resolve) => resolve('first'));
    void new this.Promise((resolve) => resolve('second'));
    void this.Promise.resolve('third');
    return first;
  });
  expect(told).toEqual(['a resolved first']);
});

test('tells a rejection that is made at once', async () => {
  const { told, call } = tapped();
  const rejected = call('a', function () {
    return this.Promise.reject(new Error('ended'));
  });
  await expect(rejected).rejects.toThrow('ended');
  expect(told).toEqual(['a rejected ended']);
});

test('tells what a method throws before it makes a promise, and throws it', () => {
  const { told, call, pool } = tapped();
  const fail = () =>
    call('a', () => {
      throw new Error('no');
    });
  expect(fail).toThrow('no');
  expect(told).toEqual(['a rejected no']);
  expect(pool.Promise).toBe(Promise);
});

test('follows a promise that is made later or by another class', async () => {
  const { told, call } = tapped();
  await call('a', async () => 'later');
  expect(told).toEqual(['a resolved later']);
});

test('keeps calls apart that begin within one another', async () => {
  const { told, call, pool } = tapped();
  let inner: unknown;
  const outer = call('outer', function () {
    inner = call('inner', function () {
      return new this.Promise((resolve) => resolve(1));
    });
    return new this.Promise((resolve) => resolve(2));
  });
  expect(await Promise.all([inner, outer])).toEqual([1, 2]);
  expect(told).toEqual(['inner resolved 1', 'outer resolved 2']);
  expect(pool.Promise).toBe(Promise);
});

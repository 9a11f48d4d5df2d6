import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { testIf } from '../../applicable.ts';
import { recorder } from '../recorder.ts';
import { describeClients, settle } from './harness.ts';

/** Who keeps the listeners of a pool. */
function emitterOf(pool: object): EventEmitter | undefined {
  return 'eventNames' in pool ? (pool as EventEmitter) : Reflect.get(pool, 'emitter');
}

describeClients((client) => {
  const { adapter, make, methods, promiseClass, overrides, lacks, created, watched } = client;

  testIf(overrides)('survives `removeAllListeners` of the application', async () => {
    const { subject, told } = watched({ max: 1 });
    (subject.pool as Partial<EventEmitter>).removeAllListeners?.();
    subject.release(await subject.acquire());
    await settle();
    expect(told).toEqual(expect.arrayContaining(['granted 1', 'returned 1', ...created]));
  });

  testIf(overrides)(
    'adds no listener and no enumerable property, and keeps names and lengths',
    () => {
      const subject = make({ max: 1 });
      const pool = subject.pool as Record<string, (...args: never) => unknown>;
      const look = () => ({
        keys: Object.keys(pool),
        events: lacks.includes('silence') ? [] : emitterOf(pool)?.eventNames(),
        methods: methods.map((method) => [pool[method]?.name, pool[method]?.length]),
        text: String(pool),
      });
      const before = look();
      const replaced = methods.map((method) => pool[method]);
      adapter.watch(pool as never, recorder().events);
      expect(look()).toEqual(before);
      expect(methods.some((method, index) => pool[method] === replaced[index])).toBe(false);
    },
  );

  test('leaves the pool as it was, property for property', async () => {
    const subject = make({ max: 1 });
    const before = Object.entries(Object.getOwnPropertyDescriptors(subject.pool));
    const watching = adapter.watch(subject.pool as never, recorder().events);
    watching[Symbol.dispose]();
    const after = Object.entries(Object.getOwnPropertyDescriptors(subject.pool));
    expect(after.map(([key]) => key)).toEqual(before.map(([key]) => key));
    for (const [index, [, { value, ...flags }]] of after.entries()) {
      const { value: was, ...flagsBefore } = before[index]?.[1] ?? {};
      expect(value).toBe(was);
      expect(flags).toStrictEqual(flagsBefore);
    }
  });

  testIf(promiseClass)('keeps the promise class of the pool after every call', async () => {
    const { subject } = watched({ max: 1 });
    const promiseOf = () => Reflect.get(subject.pool, promiseClass as string);
    const acquiring = subject.acquire();
    expect(promiseOf()).toBe(Promise);
    expect(acquiring).toBeInstanceOf(Promise);
    subject.release(await acquiring);
    await subject.end();
    expect(promiseOf()).toBe(Promise);
  });

  test('stays silent, and the pool works on, once it is disposed with connections out', async () => {
    const { subject, told, watching } = watched({ max: 1 });
    const connection = await subject.acquire();
    const waiting = subject.acquire();
    await settle();
    watching[Symbol.dispose]();
    told.length = 0;
    subject.release(connection);
    subject.release(await waiting);
    subject.release(await subject.acquire());
    expect(told.filter((each) => each !== 'granted 1')).toEqual([]);
    await subject.end();
  });

  testIf(overrides)('stays silent beneath overrides of somebody else', async () => {
    const { subject, told, watching } = watched({ max: 1 });
    for (const method of methods) {
      const ours = Reflect.get(subject.pool, method) as (...args: unknown[]) => unknown;
      Reflect.set(subject.pool, method, function (this: unknown, ...args: unknown[]) {
        return Reflect.apply(ours, this, args);
      });
    }
    watching[Symbol.dispose]();
    subject.release(await subject.acquire());
    expect(told).toEqual([]);
  });

  test('keeps the async context of the caller', async () => {
    const { subject } = watched({ max: 1 });
    const storage = new AsyncLocalStorage<string>();
    const first = await subject.acquire();
    const seen = storage.run('waiter', async () => {
      const connection = await subject.acquire();
      subject.release(connection);
      return storage.getStore();
    });
    storage.run('releaser', () => subject.release(first));
    expect(await seen).toBe('waiter');
  });
});

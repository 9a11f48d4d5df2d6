import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { autosize } from '../../src/autosize.ts';
import { PoolInstrumentation } from '../../src/instrumentation.ts';
import { observePool, readPools } from '../../src/observe-pool.ts';
import { recorder } from './recorder.ts';
import type { PoolShape, Subject } from './subject.ts';
import { CLIENTS } from './subjects.ts';

/** Lets what is due in this turn and the next of the event loop happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Who keeps the listeners of a pool. */
function emitterOf(pool: object): EventEmitter | undefined {
  return 'eventNames' in pool ? (pool as EventEmitter) : Reflect.get(pool, 'emitter');
}

afterEach(() => {
  vi.useRealTimers();
});

describe.each(Object.entries(CLIENTS))('%s', (name, client) => {
  const {
    adapter,
    make,
    methods,
    promiseClass,
    setLimit,
    lacks = [],
    idOf = (connection) => connection,
  } = client;
  const created = lacks.includes('time of creation') ? [] : ['created'];
  const overrides = methods.length > 0;
  const statsOf = (subject: Subject) => adapter.stats(subject.pool as never);
  const watched = (shape: PoolShape) => {
    const subject = make(shape);
    const { events, told, lent } = recorder();
    const watching = adapter.watch(subject.pool as never, events);
    return { subject, told, lent, watching };
  };

  test('knows its own pools and nothing else', () => {
    const strangers = [undefined, null, 1, 'pool', {}, () => {}, new Map(), { connect() {} }];
    const others = Object.values(CLIENTS).filter((client) => client.adapter !== adapter);
    expect(adapter.matches(make({ max: 1 }).pool)).toBe(true);
    for (const stranger of [...strangers, ...others.map((other) => other.make({ max: 1 }).pool)])
      expect(adapter.matches(stranger)).toBe(false);
  });

  test.skipIf(lacks.includes('class to find'))(
    'is found by the instrumentation at its first use, once',
    async () => {
      const instrumentation = new PoolInstrumentation({ clients: [name as never] });
      const subject = make({ max: 2 });
      subject.release(await subject.acquire());
      await subject.acquire();
      const read = readPools();
      instrumentation.disable();
      expect(read.map(({ used }) => used).filter((used) => used > 0)).toEqual([1]);
      expect(readPools()).toEqual([]);
    },
  );

  test.runIf(overrides)('does not take a pool that cannot be watched without a trace', () => {
    const { pool } = make({ max: 1 });
    Object.freeze(pool);
    expect(adapter.matches(pool)).toBe(false);
    expect(() => observePool(pool)).toThrow(TypeError);
  });

  test.skipIf(lacks.includes('end that waits'))(
    'is not ended while a connection is out',
    async () => {
      const { subject } = watched({ max: 1 });
      const connection = await subject.acquire();
      const ending = subject.end();
      expect(statsOf(subject)).toMatchObject({ used: 1, ended: false });
      subject.release(connection);
      await ending;
      await settle();
      expect(statsOf(subject)).toMatchObject({ used: 0, ended: true });
    },
  );

  test('tells a checkout from request to return', async () => {
    const { subject, told } = watched({ max: 2 });
    const connection = await subject.acquire();
    await settle();
    subject.release(connection);
    await settle();
    expect(told.filter((each) => each !== 'created')).toEqual([
      'requested',
      'granted 1',
      'returned 1',
    ]);
    expect(told.filter((each) => each === 'created')).toEqual(created);
  });

  test.each([
    ['reads what is used, idle and waiting', (shape: PoolShape) => watched(shape).subject],
    ...(adapter.countsByWatching ? [] : [['reads it without being watched', make] as const]),
  ] as const)('%s', async (_, started) => {
    const subject = started({ max: 1, min: 0 });
    const first = await subject.acquire();
    expect(statsOf(subject)).toMatchObject({ used: 1, idle: 0, pending: 0 });
    if (!lacks.includes('limit to read')) expect(statsOf(subject)).toMatchObject({ limit: 1 });
    const waiting = subject.acquire();
    expect(statsOf(subject)).toMatchObject({ used: 1, idle: 0, pending: 1 });
    subject.release(first);
    subject.release(await waiting);
    await settle();
    expect(statsOf(subject)).toMatchObject({ used: 0, idle: 1, pending: 0, ended: false });
  });

  test('takes a request whose connection is still made for a waiting one', async () => {
    const { subject } = watched({ max: 2 });
    const acquiring = subject.acquire();
    expect(statsOf(subject)).toMatchObject({ used: 0, idle: 0, pending: 1 });
    subject.release(await acquiring);
  });

  test('hands a returned connection to the one who waits', async () => {
    const { subject, told } = watched({ max: 1 });
    const first = await subject.acquire();
    await settle();
    told.length = 0;
    const second = subject.acquire();
    subject.release(first);
    expect(idOf(await second)).toBe(idOf(first));
    expect(told).toEqual(['requested', 'returned 1', 'granted 1']);
  });

  describe.runIf(adapter.resize)('that is resized', () => {
    const closedIdle = lacks.includes('word of what is idle') ? [] : ['closed idle_timeout'];
    const resize = async (subject: Subject, limit: number) => {
      await adapter.resize?.(subject.pool as never, limit);
      await settle();
    };
    const lendAll = async (max: number) => {
      const { subject, told, watching } = watched({ max });
      const lent: unknown[] = [];
      for (let left = max; left > 0; left--) lent.push(await subject.acquire());
      return { subject, told, lent, watching };
    };
    /** Who waits, in the order in which they get a connection. */
    const waiters = (subject: Subject, count: number) => {
      const served: number[] = [];
      const all = Array.from({ length: count }, async (_, turn) => {
        const connection = await subject.acquire();
        served.push(turn);
        return connection;
      });
      return { served, all };
    };

    test('serves all for whom there is room at once, in their order', async () => {
      const { subject, told, lent } = await lendAll(1);
      const { served, all } = waiters(subject, 5);
      await resize(subject, 4);
      expect(served).toEqual([0, 1, 2]);
      expect(statsOf(subject)).toMatchObject({ used: 4, idle: 0, pending: 2, limit: 4 });
      expect(told.filter((each) => each === 'requested')).toHaveLength(6);
      subject.release(lent[0]);
      for (const each of all) subject.release(await each);
      await settle();
      expect(served).toEqual([0, 1, 2, 3, 4]);
      expect(statsOf(subject)).toMatchObject({ used: 0, idle: 4, pending: 0 });
    });

    test('opens no more than somebody waits for', async () => {
      const { subject } = watched({ max: 2 });
      const connecting = [subject.acquire(), subject.acquire()];
      await resize(subject, 6);
      const lent = await Promise.all(connecting);
      expect(statsOf(subject)).toMatchObject({ used: 2, idle: 0, limit: 6 });
      for (const each of lent) subject.release(each);
    });

    test('closes idle connections beyond, and takes none from its holder', async () => {
      const { subject, told, lent } = await lendAll(4);
      for (const each of lent.slice(2)) subject.release(each);
      await settle();
      told.length = 0;
      await resize(subject, 1);
      expect(statsOf(subject)).toMatchObject({ used: 2, idle: 0, limit: 1 });
      expect(told).toEqual([...closedIdle, ...closedIdle]);
      for (const each of lent.slice(0, 2)) subject.release(each);
      await settle();
      expect(statsOf(subject)).toMatchObject({ used: 0, idle: 1, limit: 1 });
    });

    test('lends no more than its limit of what comes back, and loses nobody', async () => {
      const { subject, told, lent } = await lendAll(4);
      const { served, all } = waiters(subject, 4);
      await resize(subject, 2);
      told.length = 0;
      for (const used of [3, 2]) {
        subject.release(lent.shift());
        await settle();
        expect(served).toEqual([]);
        expect(statsOf(subject)).toMatchObject({ used, idle: 0, pending: 4, limit: 2 });
      }
      expect(told).toEqual(['returned 1', ...closedIdle, 'returned 2', ...closedIdle]);
      for (const each of lent) subject.release(each);
      for (const each of all) {
        subject.release(await each);
        expect(statsOf(subject).used).toBeLessThanOrEqual(2);
      }
      await settle();
      expect(served).toEqual([0, 1, 2, 3]);
      expect(statsOf(subject)).toMatchObject({ used: 0, idle: 2, pending: 0 });
    });

    test('grows again, and lends what it was about to close', async () => {
      const { subject, told, lent } = await lendAll(3);
      await resize(subject, 1);
      await resize(subject, 3);
      told.length = 0;
      for (const each of lent) subject.release(each);
      await settle();
      expect(told).toEqual(['returned 1', 'returned 2', 'returned 3']);
      expect(statsOf(subject)).toMatchObject({ used: 0, idle: 3, limit: 3 });
    });

    test.runIf(setLimit)(
      'is left to itself where somebody else has lowered its limit',
      async () => {
        const { subject, told, lent } = await lendAll(2);
        await resize(subject, 2);
        setLimit?.(subject.pool as never, 1);
        told.length = 0;
        for (const each of lent) subject.release(each);
        await settle();
        expect(told).toEqual(['returned 1', 'returned 2']);
        expect(statsOf(subject)).toMatchObject({ used: 0, idle: 2 });
      },
    );

    test('has the limit that it was made with as soon as nobody sizes it', async () => {
      const { pool } = make({ max: 4 });
      using _observation = observePool(pool);
      const limit = () => adapter.stats(pool as never).limit;
      const sizing = autosize(pool, { maxSize: 2 });
      await settle();
      expect(limit()).toBe(2);
      sizing[Symbol.dispose]();
      await settle();
      expect(limit()).toBe(4);
    });
  });

  test.skipIf(adapter.resize)('says that it cannot be resized, and what to do', () => {
    const { pool } = make({ max: 4 });
    using _observation = observePool(pool);
    expect(() => autosize(pool)).toThrow(/to be resizable while it runs.*createGate/);
  });

  test.skipIf(lacks.includes('limit on a wait'))('tells a wait that ran out of time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const { subject, told } = watched({ max: 1, waitMillis: 50 });
    await subject.acquire();
    const failure = subject.acquire().catch((error: unknown) => error);
    vi.advanceTimersByTime(60);
    expect(await failure).toBeInstanceOf(Error);
    expect(told.slice(-1)).toEqual(['timed out']);
    expect(statsOf(subject)).toMatchObject({ used: 1, pending: 0 });
  });

  test.skipIf(lacks.includes('discard'))(
    'counts a connection that is thrown away as returned and closed',
    async () => {
      const { subject, told } = watched({ max: 1 });
      const connection = await subject.acquire();
      await settle();
      told.length = 0;
      subject.discard(connection);
      await settle();
      expect(told).toEqual(['returned 1', 'closed error']);
      expect(statsOf(subject)).toMatchObject({ used: 0, idle: 0 });
    },
  );

  test('is ended, and closed its connections, after the pool was shut down', async () => {
    const { subject, told } = watched({ max: 2 });
    subject.release(await subject.acquire());
    await settle();
    told.length = 0;
    await subject.end();
    await settle();
    expect(told).toEqual(['closed shutdown']);
    expect(statsOf(subject)).toMatchObject({ used: 0, idle: 0, pending: 0, ended: true });
  });

  test.skipIf(lacks.includes('refusal when ended'))(
    'refuses, and counts no timeout, when the pool is shut down',
    async () => {
      const { subject, told } = watched({ max: 1 });
      await subject.end();
      told.length = 0;
      await expect(subject.acquire()).rejects.toThrow(/end|drain|closed/);
      expect(told).toEqual(['requested', 'refused']);
    },
  );

  test.runIf(overrides)('survives `removeAllListeners` of the application', async () => {
    const { subject, told } = watched({ max: 1 });
    (subject.pool as Partial<EventEmitter>).removeAllListeners?.();
    subject.release(await subject.acquire());
    await settle();
    expect(told).toEqual(expect.arrayContaining(['granted 1', 'returned 1', ...created]));
  });

  test.runIf(overrides)(
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

  test.runIf(promiseClass)('keeps the promise class of the pool after every call', async () => {
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

  test.runIf(overrides)('stays silent beneath overrides of somebody else', async () => {
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

  test.runIf(adapter.lease)('lends a connection, and takes it back or has it closed', async () => {
    const { subject, told } = watched({ max: 1 });
    const leased = async () => {
      const lease = await adapter.lease?.(subject.pool as never);
      await settle();
      told.length = 0;
      return lease;
    };
    const first = await leased();
    expect(statsOf(subject)).toMatchObject({ used: 1, idle: 0 });
    await first?.release();
    await settle();
    expect(told).toEqual(['returned 1']);
    expect(statsOf(subject)).toMatchObject({ used: 0, idle: 1 });
    const again = await leased();
    expect(idOf(again?.connection)).toBe(idOf(first?.connection));
    if (lacks.includes('discard')) return;
    await again?.destroy();
    await settle();
    expect(told).toEqual(['returned 1', 'closed error']);
    expect(statsOf(subject)).toMatchObject({ used: 0, idle: 0 });
  });

  describe.runIf(adapter.takeIdle)('an idle connection that is taken out', () => {
    const NONE = (): boolean => false;
    const withIdle = async (max: number) => {
      const { subject, told } = watched({ max });
      const connections = await Promise.all(Array.from({ length: max }, () => subject.acquire()));
      for (const connection of connections) subject.release(connection);
      await settle();
      told.length = 0;
      const take = (skip: (connection: unknown) => boolean = NONE) =>
        adapter.takeIdle?.(subject.pool as never, skip);
      return { subject, told, take };
    };

    test('is put back as it was, and nobody is told of it', async () => {
      const { told, take, subject } = await withIdle(2);
      const before = statsOf(subject);
      const idle = take();
      const other = take();
      expect(other?.connection).not.toBe(idle?.connection);
      expect(take()).toBeUndefined();
      for (const each of [idle, other]) each?.putBack();
      expect(take((connection) => connection !== idle?.connection)?.connection).toBe(
        idle?.connection,
      );
      expect(told).toEqual([]);
      expect(before).toMatchObject({ used: 0, idle: 2 });
    });

    test('goes to who waits by the time that it is put back, and no more are opened', async () => {
      const { told, take, subject } = await withIdle(1);
      const idle = take();
      const waiting = subject.acquire();
      await settle();
      expect(told).toEqual(['requested']);
      idle?.putBack();
      await settle();
      subject.release(await waiting);
      expect(told.filter((each) => each === 'created')).toEqual([]);
      expect(statsOf(subject)).toMatchObject({ used: 0, pending: 0 });
    });

    test('counts as open while it is out, and keeps nobody from the others or out of turn', async () => {
      const { told, take, subject } = await withIdle(2);
      const idle = take();
      const first = await subject.acquire();
      const order: number[] = [];
      const waiters = [1, 2].map(async (turn) => {
        const connection = await subject.acquire();
        order.push(turn);
        subject.release(connection);
      });
      await settle();
      const { used, idle: free, pending } = statsOf(subject);
      expect([used + free, pending]).toEqual([2, 2]);
      idle?.putBack();
      await Promise.all(waiters);
      subject.release(first);
      expect(order).toEqual([1, 2]);
      expect(told.filter((each) => each === 'created')).toEqual([]);
    });

    test('is closed for the reason that is given, and leaves room for who waits', async () => {
      const { told, take, subject } = await withIdle(1);
      const idle = take();
      const waiting = subject.acquire();
      await settle();
      idle?.close('health_check');
      expect(told.filter((each) => each.startsWith('closed'))).toEqual(['closed health_check']);
      subject.release(await waiting);
    });

    test.runIf(adapter.resize)(
      'is closed where the limit that was lowered meanwhile has no room for it',
      async () => {
        const { told, take, subject } = await withIdle(2);
        const idle = take();
        const lent = await subject.acquire();
        await adapter.resize?.(subject.pool as never, 1);
        told.length = 0;
        idle?.putBack();
        await settle();
        expect(told).toEqual(['closed idle_timeout']);
        expect(statsOf(subject)).toMatchObject({ used: 1, idle: 0, pending: 0 });
        subject.release(lent);
      },
    );

    test('does not outlive its pool', async () => {
      const { told, take, subject } = await withIdle(1);
      const idle = take();
      const ending = subject.end();
      await settle();
      idle?.putBack();
      await ending;
      await settle();
      expect(told).toEqual(['closed shutdown']);
      expect(statsOf(subject)).toMatchObject({ used: 0, idle: 0, ended: true });
    });
  });

  test.runIf(adapter.reclaim)(
    'takes back what is lent, and passes the late return by',
    async () => {
      const { subject, told, lent } = watched({ max: 1 });
      const connection = await subject.acquire();
      await settle();
      const waiting = subject.acquire();
      told.length = 0;
      adapter.reclaim?.(subject.pool as never, lent[0]);
      await settle();
      expect(told.slice(0, 2)).toEqual(['returned 1', 'closed leak']);
      const next = await waiting;
      expect(next).not.toBe(connection);
      subject.release(connection);
      subject.discard(connection);
      await settle();
      expect(statsOf(subject)).toMatchObject({ used: 1, idle: 0 });
      subject.release(next);
      expect(told.filter((each) => each.startsWith('closed'))).toEqual(['closed leak']);
    },
  );

  test('serves waiters in their order', async () => {
    const { subject } = watched({ max: 1 });
    const order: number[] = [];
    const first = await subject.acquire();
    const waiters = [1, 2, 3].map(async (turn) => {
      const connection = await subject.acquire();
      order.push(turn);
      subject.release(connection);
    });
    subject.release(first);
    await Promise.all(waiters);
    expect(order).toEqual([1, 2, 3]);
  });
});

import { afterEach, expect, test, vi } from 'vitest';
import { PoolInstrumentation } from '../../../src/instrumentation.ts';
import { observePool, readPools } from '../../../src/observe-pool.ts';
import { testIf } from '../../applicable.ts';
import type { PoolShape } from '../subject.ts';
import { CLIENTS } from '../subjects.ts';
import { describeClients, settle } from './harness.ts';

afterEach(() => {
  vi.useRealTimers();
});

describeClients((client, name) => {
  const { adapter, make, overrides, lacks, created, idOf, statsOf, watched } = client;

  test('knows its own pools and nothing else', () => {
    const strangers = [undefined, null, 1, 'pool', {}, () => {}, new Map(), { connect() {} }];
    const others = Object.values(CLIENTS).filter((client) => client.adapter !== adapter);
    expect(adapter.matches(make({ max: 1 }).pool)).toBe(true);
    for (const stranger of [...strangers, ...others.map((other) => other.make({ max: 1 }).pool)])
      expect(adapter.matches(stranger)).toBe(false);
  });

  testIf(!lacks.includes('class to find'))(
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

  testIf(overrides)('does not take a pool that cannot be watched without a trace', () => {
    const { pool } = make({ max: 1 });
    Object.freeze(pool);
    expect(adapter.matches(pool)).toBe(false);
    expect(() => observePool(pool)).toThrow(TypeError);
  });

  testIf(!lacks.includes('end that waits'))('is not ended while a connection is out', async () => {
    const { subject } = watched({ max: 1 });
    const connection = await subject.acquire();
    const ending = subject.end();
    expect(statsOf(subject)).toMatchObject({ used: 1, ended: false });
    subject.release(connection);
    await ending;
    await settle();
    expect(statsOf(subject)).toMatchObject({ used: 0, ended: true });
  });

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

  testIf(!lacks.includes('limit on a wait'))('tells a wait that ran out of time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const { subject, told } = watched({ max: 1, waitMillis: 50 });
    await subject.acquire();
    const failure = subject.acquire().catch((error: unknown) => error);
    vi.advanceTimersByTime(60);
    expect(await failure).toBeInstanceOf(Error);
    expect(told.slice(-1)).toEqual(['timed out']);
    expect(statsOf(subject)).toMatchObject({ used: 1, pending: 0 });
  });

  testIf(!lacks.includes('discard'))(
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

  testIf(!lacks.includes('refusal when ended'))(
    'refuses, and counts no timeout, when the pool is shut down',
    async () => {
      const { subject, told } = watched({ max: 1 });
      await subject.end();
      told.length = 0;
      await expect(subject.acquire()).rejects.toThrow(/end|drain|closed/);
      expect(told).toEqual(['requested', 'refused']);
    },
  );

  testIf(adapter.lease)('lends a connection, and takes it back or has it closed', async () => {
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

import { fakeClock } from '@plimsoll/kernel';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { explainTimeout, PoolTimeoutExplanation } from '../src/explain.ts';
import { PoolHub } from '../src/hub.ts';
import { settle } from './adapters/contract/harness.ts';
import { CLIENTS } from './adapters/subjects.ts';
import { STATS, stubAdapter, stubPool } from './stub-pool.ts';

afterEach(() => {
  vi.useRealTimers();
});

const OPTIONS = {
  name: 'shop',
  leakThresholdSeconds: 30,
  captureSites: 'always',
  leaveTo: [],
  explainTimeouts: true,
  waitTargetSeconds: 0.01,
} as const;

function observed(options: { explainTimeouts?: boolean } = {}) {
  const clock = fakeClock();
  const pool = stubPool({ used: 10, idle: 0, pending: 5 });
  new PoolHub(clock).observe(pool, stubAdapter(), { ...OPTIONS, ...options });
  return { clock, pool };
}

test('gives the error the numbers of the pool, and the place that holds a connection for the longest', () => {
  const { clock, pool } = observed();
  function impatientHandler(): void {
    pool.take('b');
  }
  function leakyHandler(): void {
    pool.take('a');
  }
  leakyHandler();
  clock.advance(40);
  impatientHandler();
  clock.advance(2.14);
  const error = new RangeError('timeout');
  pool.events?.refused(true, error);
  expect(error).toBeInstanceOf(RangeError);
  expect(error.message).toBe('timeout');
  expect(error.cause).toBeInstanceOf(PoolTimeoutExplanation);
  expect(error.cause).toMatchObject({
    message: 'shop: 10 of 10 used, 0 idle, 5 waiting, the oldest loan lasts 42.1 s',
    used: 10,
    idle: 0,
    waiting: 5,
    limit: 10,
    oldestSeconds: expect.closeTo(42.14, 9),
    stack: expect.stringMatching(
      /lasts 42\.1 s, acquired\n {4}at .*\n {4}at leakyHandler .*explain\.test\.ts/,
    ),
  });
  expect(Object.keys(error)).toEqual([]);
});

test('counts him not among those who wait who has given up, where the pool still does', () => {
  const { pool } = observed();
  const error = new Error('timeout');
  pool.events?.refused(true, error, true);
  expect(error.cause).toMatchObject({
    waiting: 4,
    message: 'shop: 10 of 10 used, 0 idle, 4 waiting',
  });
});

test('says nothing of idle connections where the client keeps to itself how many there are', () => {
  const error = new Error('timeout');
  explainTimeout(error, {
    name: 'shop',
    stats: { ...STATS, idleUnknown: true },
    oldest: undefined,
  });
  expect(error.cause).toMatchObject({
    idle: undefined,
    message: expect.not.stringContaining('idle'),
  });
});

test('keeps the cause that the error had', () => {
  const { pool } = observed();
  const before = new Error('connect ECONNREFUSED');
  const error = new Error('timeout', { cause: before });
  pool.events?.refused(true, error);
  expect(error.cause).toMatchObject({ name: 'PoolTimeoutExplanation', cause: before });
});

test('explains an error once, though more than one waited for it', () => {
  const { pool } = observed();
  const error = new Error('timeout');
  pool.events?.refused(true, error);
  const first = error.cause;
  pool.events?.refused(true, error);
  expect(error.cause).toBe(first);
});

test('says nothing of a loan or of a limit that it does not know', () => {
  const stats = { ...STATS, idle: 3, limit: undefined };
  const error = new Error('timeout');
  explainTimeout(error, { name: 'shop', stats, oldest: undefined });
  expect(error.cause).toMatchObject({
    message: 'shop: 0 used, 3 idle, 0 waiting',
    limit: undefined,
    oldestSeconds: undefined,
  });
});

test('leaves alone what was refused for another reason, what is no error and what takes no cause', () => {
  const { pool } = observed();
  const other = new Error('closed');
  pool.events?.refused(false, other);
  expect(other).not.toHaveProperty('cause');
  const frozen = Object.freeze(new Error('timeout'));
  pool.events?.refused(true, frozen);
  expect(frozen).not.toHaveProperty('cause');
  pool.events?.refused(true, 'timeout');
  pool.events?.refused(true);
});

test('changes no error where nobody asked for it', () => {
  const { pool } = observed({ explainTimeouts: false });
  const error = new Error('timeout');
  pool.events?.refused(true, error);
  expect(error).not.toHaveProperty('cause');
});

const WAITING = Object.entries(CLIENTS).filter(
  ([, { lacks }]) => !lacks?.includes('limit on a wait'),
);

/** mongodb waits in real time, and its first connection must come before that. */
const WAIT_MILLIS = 2000;

describe.each(WAITING)('the timeout of %s', (name, { adapter, make }) => {
  const waitsInRealTime = name === 'mongodb';

  test('has its cause before the application gets it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const bare = make({ max: 1, waitMillis: WAIT_MILLIS });
    const subject = make({ max: 1, waitMillis: WAIT_MILLIS });
    new PoolHub(fakeClock()).observe(subject.pool, adapter, OPTIONS);
    for (const { acquire } of [bare, subject]) await acquire();
    const failures = [bare, subject].map(({ acquire }) =>
      acquire().catch((error: Error) => ({ error, cause: error.cause })),
    );
    await settle();
    vi.advanceTimersByTime(WAIT_MILLIS + 10);
    const [before, after] = (await Promise.all(failures)) as { error: Error; cause: unknown }[];
    expect(after?.error.constructor).toBe(before?.error.constructor);
    expect(after?.error.message).toBe(before?.error.message);
    expect(after?.cause).toMatchObject({
      name: 'PoolTimeoutExplanation',
      used: 1,
      waiting: 0,
      limit: 1,
    });
    expect(before?.cause).toBeUndefined();
  });

  if (waitsInRealTime) return;
  test('counts who waits still, and not who has given up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const subject = make({ max: 1, waitMillis: WAIT_MILLIS });
    new PoolHub(fakeClock()).observe(subject.pool, adapter, OPTIONS);
    await subject.acquire();
    const waits: Promise<unknown>[] = [];
    for (let turn = 0; turn < 3; turn++) {
      waits.push(subject.acquire().catch((error: Error) => error.cause));
      await settle();
      await vi.advanceTimersByTimeAsync(WAIT_MILLIS / 2);
    }
    await vi.advanceTimersByTimeAsync(WAIT_MILLIS);
    expect(await Promise.all(waits)).toMatchObject([
      { waiting: 1 },
      { waiting: 1 },
      { waiting: 0 },
    ]);
  });
});

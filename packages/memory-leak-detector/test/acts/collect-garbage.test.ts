import { runInNewContext } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import { collectGarbage } from '../../src/index.ts';

const REGISTRY = Symbol.for('plimsoll.memory.acts');
afterEach(() => Reflect.deleteProperty(globalThis, REGISTRY));

test('garbage is collected without `--expose-gc`, and what V8 hides stays hidden', async () => {
  let garbage: unknown[] | undefined = Array.from({ length: 100_000 }, (_, index) => ({ index }));
  const dead = new WeakRef(garbage);
  garbage = undefined;
  await new Promise((resolve) => setImmediate(resolve));
  const outcome = await collectGarbage();
  expect(outcome).toMatchObject({ done: true, seconds: expect.any(Number) });
  expect(dead.deref()).toBeUndefined();
  expect(runInNewContext('typeof gc')).toBe('undefined');
});

test('garbage is collected no more often than it may be', async () => {
  expect((await collectGarbage()).done).toBe(true);
  expect(await collectGarbage()).toMatchObject({ done: false, reason: 'too_soon' });
  expect((await collectGarbage({ minIntervalMillis: 0 })).done).toBe(true);
});

test('a heap that is too large is left alone', async () => {
  expect(await collectGarbage({ maxPauseMillis: 0 })).toMatchObject({
    done: false,
    reason: 'too_long',
    message: expect.stringMatching(/^the process would stand still for \d+\.\d\d s$/),
    predictedSeconds: expect.any(Number),
  });
  expect((await collectGarbage()).done).toBe(true);
});

test('bad options are refused', async () => {
  await expect(collectGarbage({ maxPauseMillis: -1 })).rejects.toThrow(RangeError);
  await expect(collectGarbage({ often: true } as never)).rejects.toThrow(TypeError);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { background } from '../../src/read/background.ts';

interface Asked {
  resolve(answer: number): void;
  reject(error: Error): void;
}

const turn = (): Promise<unknown> => new Promise(setImmediate);

function asking(): {
  readonly asked: Asked[];
  readonly given: number[];
  readonly take: (now: number) => { readonly answer: number } | undefined;
} {
  const asked: Asked[] = [];
  const given: number[] = [];
  const { take } = background<number>({
    everySeconds: 30,
    deadlineSeconds: 60,
    ask: () => new Promise((resolve, reject) => void asked.push({ resolve, reject })),
    abandon: () => void given.push(asked.length),
  });
  return { asked, given, take };
}

test('gives each answer once, and asks again after the interval', async () => {
  const { asked, take } = asking();
  expect(take(0)).toBeUndefined();
  asked[0]?.resolve(1);
  await turn();
  expect([take(1), take(2)]).toEqual([{ answer: 1 }, undefined]);
  expect([take(29.9), asked.length]).toEqual([undefined, 1]);
  expect([take(30), asked.length]).toEqual([undefined, 2]);
});

test('gives up what has no answer after the deadline, and hears it no more', async () => {
  const { asked, given, take } = asking();
  take(0);
  expect(take(60)).toBeUndefined();
  expect(() => take(61)).toThrow('no answer after 60 s');
  expect([given, asked.length]).toEqual([[1], 2]);
  asked[0]?.resolve(1);
  await turn();
  expect(() => take(62)).toThrow('no answer');
  asked[1]?.resolve(2);
  await turn();
  expect(take(63)).toEqual({ answer: 2 });
});

test('asks less and less often what goes on failing, at most 16 intervals apart', async () => {
  const { asked, take } = asking();
  const times: number[] = [];
  for (let now = 0; now < 3000; now++) {
    const before = asked.length;
    try {
      take(now);
    } catch (error) {
      expect(error).toEqual(new Error('refused'));
    }
    if (asked.length > before) times.push(now);
    asked.at(-1)?.reject(new Error('refused'));
    await turn();
  }
  expect(times.map((time, at) => time - (times[at - 1] ?? 0))).toEqual([
    0, 30, 60, 120, 240, 480, 480, 480, 480, 480,
  ]);
});

test('never has two questions open, whatever is answered when', async () => {
  const step = fc.record({
    seconds: fc.nat(100),
    answer: fc.constantFrom('resolve', 'reject', 'none' as const),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step), async (steps) => {
      let open = 0;
      let most = 0;
      let settle = (_answer: 'resolve' | 'reject'): void => {};
      const { take } = background<void>({
        everySeconds: 30,
        deadlineSeconds: 60,
        ask() {
          most = Math.max(most, ++open);
          return new Promise((resolve, reject) => {
            settle = (answer) => {
              open--;
              settle = () => {};
              if (answer === 'resolve') resolve();
              else reject(new Error('refused'));
            };
          });
        },
        abandon: () => settle('reject'),
      });
      let now = 0;
      for (const { seconds, answer } of steps) {
        try {
          now += seconds;
          take(now);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        if (answer !== 'none') settle(answer);
        await turn();
      }
      expect(most).toBeLessThanOrEqual(1);
    }),
  );
});

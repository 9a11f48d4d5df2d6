import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLimitFold } from '../../src/limit/pressure-fold.ts';

const RULES = { elevatedRatio: 0.75, criticalRatio: 0.85, nearLimitRatio: 0.92, drainSeconds: 60 };

function fold() {
  const { push } = createLimitFold(RULES);
  return (time: number, percent: number, timeLeftSeconds?: number, leaking = false) => {
    const sample = { time, usedBytes: percent, limitBytes: 100, timeLeftSeconds, leaking };
    const { level, near } = push(sample);
    return `${level}${near ? ' near' : ''}`;
  };
}

test('a level begins at once, and more than one at a time', () => {
  const push = fold();
  expect(push(0, 74)).toBe('nominal');
  expect(push(1, 75)).toBe('elevated');
  expect(push(2, 85)).toBe('critical');
  expect(fold()(0, 95)).toBe('critical near');
});

test('a level ends 5 % below its beginning, and not within a minute', () => {
  const push = fold();
  expect(push(0, 80)).toBe('elevated');
  expect(push(59, 10)).toBe('elevated');
  expect(push(60, 71)).toBe('elevated');
  expect(push(61, 69)).toBe('nominal');
  expect(push(62, 95)).toBe('critical near');
  expect(push(130, 78)).toBe('elevated');
});

test('the limit is near at 92 % until it is below 87 %', () => {
  const push = fold();
  expect(push(0, 91)).toBe('critical');
  expect(push(1, 92)).toBe('critical near');
  expect(push(2, 88)).toBe('critical near');
  expect(push(3, 86)).toBe('critical');
  expect(push(4, 91)).toBe('critical');
});

test('the limit is near when growth reaches it while the process drains, but not while it is far', () => {
  const push = fold();
  expect(push(0, 50, 30)).toBe('nominal');
  expect(push(1, 76, 61)).toBe('elevated');
  expect(push(2, 77, 60)).toBe('elevated near');
});

test('the limit is near to a confirmed leak that reaches it while the process drains, however far it is', () => {
  const push = fold();
  expect(push(0, 50, 61, true)).toBe('nominal');
  expect(push(1, 51, 60, true)).toBe('nominal near');
  expect(push(2, 20, undefined, false)).toBe('nominal');
});

test('whatever comes, the level is never below what the heap holds now', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 120 })), (percents) => {
      const push = fold();
      for (const [time, percent] of percents.entries()) {
        const level = push(time, percent);
        if (percent >= 92) expect(level).toBe('critical near');
        if (percent >= 85) expect(level).toMatch(/^critical/);
        if (percent >= 75) expect(level).not.toBe('nominal');
      }
    }),
  );
});

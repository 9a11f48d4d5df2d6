import { expect, test } from 'vitest';
import { createWitnesses } from '../../src/verdict/witnesses.ts';

/** The first minimum of a window. */
function from(time: number, value: number) {
  return { time, value, count: 1 };
}
test('keeps the least of each bin, and gives it when the next begins', () => {
  const witnesses = createWitnesses(10);
  expect(witnesses.push(1, 30)).toBeUndefined();
  expect(witnesses.push(5, 20)).toBeUndefined();
  expect(witnesses.push(9, 25)).toBeUndefined();
  expect(witnesses.since(from(0, 5), 0)).toMatchObject({ times: [expect.any(Number)], growth: 15 });
  expect(witnesses.push(11, 40)).toMatchObject({ value: 20 });
});

test('testifies to nothing that the load explains', () => {
  const witnesses = createWitnesses(10);
  for (const [time, load] of [
    [10, 1],
    [20, 3],
    [30, 5],
  ] as const)
    witnesses.push(time, 100 + 10 * load + time, load);
  const begin = { ...from(10, 120), beside: 1 };
  expect(witnesses.since(begin, 0).growth).toBe(60);
  expect(witnesses.since(begin, 10).growth).toBe(20);
});

test('testifies only to what was seen since the window began', () => {
  const witnesses = createWitnesses(10);
  for (const time of [10, 20, 30]) witnesses.push(time, time);
  expect(witnesses.since(from(20, 20), 0)).toMatchObject({ growth: 10 });
  expect(witnesses.since(from(31, 30), 0)).toMatchObject({ times: [], growth: 0, steady: true });
});

test.each([
  ['goes on', [10, 20, 30, 40], true],
  ['slows down', [10, 30, 40, 41], false],
  ['stops', [10, 40, 40, 40], false],
  ['goes on but for the last of many stretches', [10, 20, 40, 46], true],
  ['slows down among three', [10, 40, 55], false],
  ['goes on among three', [10, 40, 70], true],
  ['is told of too rarely', [10, 40], true],
])('tells that growth %s', (_, values, steady) => {
  const witnesses = createWitnesses(10);
  for (const [index, value] of values.entries()) witnesses.push(index * 10, value);
  expect(witnesses.since(from(0, values[0] ?? 0), 0).steady).toBe(steady);
});

test('tells that growth slows down by what came before the last of it, however long that took', () => {
  const steadyAt = (last: number): boolean => {
    const witnesses = createWitnesses(10);
    for (const [time, value] of [
      [0, 0],
      [120, 55],
      [360, last],
    ] as const)
      witnesses.push(time, value);
    return witnesses.since(from(0, 0), 0).steady;
  };
  expect(steadyAt(55 + 110)).toBe(true);
  expect(steadyAt(55 + 64)).toBe(false);
});

test('leaves it to the bins where there are more than it keeps', () => {
  const witnesses = createWitnesses(10);
  for (let index = 0; index < 12; index++) witnesses.push(index * 10, Math.min(index, 8));
  expect(witnesses.since(from(0, 0), 0)).toMatchObject({ growth: 8, steady: true });
  expect(witnesses.since(from(60, 6), 0).steady).toBe(false);
});

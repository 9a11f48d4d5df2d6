import { describe, expect, test } from 'vitest';
import { ABLATION_NAMES } from '../../evaluate/simulation/ablations.ts';
import { LOADS } from '../../evaluate/simulation/loads.ts';
import { planOf } from '../../evaluate/simulation/plan.ts';
import { reportOf, simulationTable } from '../../evaluate/simulation/report.ts';
import { HEALTHY, isUndecidable, type Shape } from '../../evaluate/simulation/shapes.ts';
import { type Result, simulate, type Task } from '../../evaluate/simulation/simulate.ts';
import { simulateAll } from '../../evaluate/simulation/workers.ts';
import { type Rate, rateOf } from '../../evaluate/summary.ts';

const DAY: Task = { kind: 'day', shape: 'flat', seed: 1, without: 'none' };
const LEAK: Task = { kind: 'leak', shape: 0.05, seed: 1, without: 'none' };

describe('a simulated process', () => {
  test('that is healthy is not confirmed on any of 39 days, three of each shape', () => {
    const tasks = planOf(39, 5).filter(({ kind, without }) => kind === 'day' && without === 'none');
    expect(tasks).toHaveLength(39);
    const confirmed = tasks.map(simulate).filter(({ confirmedAt }) => confirmedAt !== undefined);
    expect(confirmed).toEqual([]);
  });

  test('is undecidable where it rises straight to more than a tenth, as fast as fills the heap in an hour', () => {
    const cache = (size: number, seconds: number, hurry?: number): boolean => {
      const numbers = [size, seconds];
      const shape = HEALTHY['cache that fills']?.(() => numbers.shift() ?? 0);
      return isUndecidable(shape as Shape, hurry);
    };
    expect(cache(0.9, 0)).toBe(true);
    expect(cache(0.9, 0.5)).toBe(false);
    expect(cache(0.9, 0.5, 144)).toBe(true);
    expect(cache(0.8, 0)).toBe(false);
  });

  test('that leaks is confirmed when its share of the head-room is gone, not before', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { confirmedAt, eaten } = simulate({ ...LEAK, seed });
      expect(confirmedAt).toBeGreaterThan(0);
      expect(eaten).toBeGreaterThan(0.1);
    }
  });

  test('that fills its heap in 90 s is confirmed before it is full, and a healthy one of ten minutes is not', () => {
    const fast = planOf(1000, 3).filter(({ kind, shape }) => kind === 'fast leak' && shape === 90);
    expect(fast.map((task) => simulate(task).confirmedAt).every((at) => at && at < 90)).toBe(true);
    const lives = planOf(130, 3).filter(({ kind }) => kind === 'life');
    expect(lives).toHaveLength(26);
    expect(lives.map((task) => simulate(task).confirmedAt)).toEqual(lives.map(() => undefined));
  });

  test('that follows a load is not confirmed where the load is told, and its leak is', () => {
    const beside = (leakAnHour: number, told: boolean, seed: number): Task => ({
      ...DAY,
      kind: 'load',
      shape: 'the first morning',
      beside: { leakAnHour, told },
      seed,
    });
    const confirmed = (leakAnHour: number, told: boolean): number =>
      [2, 3, 4, 5, 6, 7].filter(
        (seed) => simulate(beside(leakAnHour, told, seed)).confirmedAt !== undefined,
      ).length;
    expect(confirmed(0, false)).toBeGreaterThan(0);
    expect(confirmed(0, true)).toBe(0);
    expect(confirmed(0.1, true)).toBe(6);
  });

  test('is the same for the same seed, on whatever thread', async () => {
    const tasks = [DAY, LEAK, { ...LEAK, seed: 2 }];
    expect(await simulateAll(tasks, 2)).toEqual(tasks.map(simulate));
  });

  test('is accused by its noise where growth need not matter', () => {
    const without = 'share of the head-room';
    const eager = simulate({ ...LEAK, without });
    expect(eager.eaten).toBeLessThan(simulate(LEAK).eaten);
  });
});

describe('the plan', () => {
  const plan = planOf(400, 1);

  test('has every shape on as many days, and for a week', () => {
    const days = plan.filter(({ kind, without }) => kind === 'day' && without === 'none');
    expect(new Set(days.map(({ shape }) => shape)).size).toBe(Object.keys(HEALTHY).length);
    expect(days).toHaveLength(400);
    expect(plan.filter(({ kind }) => kind === 'week')).toHaveLength(Object.keys(HEALTHY).length);
  });

  test('has every load, with a leak and without, told and untold, of the same processes', () => {
    const loads = plan.filter(({ kind }) => kind === 'load');
    for (const shape of Object.keys(LOADS))
      for (const leakAnHour of [0, 0.02, 0.1])
        for (const told of [false, true])
          expect(
            loads.filter(
              ({ shape: name, beside }) =>
                name === shape && beside?.leakAnHour === leakAnHour && beside.told === told,
            ),
          ).toHaveLength(2);
    expect(new Set(loads.map(({ seed }) => seed)).size).toBe(2);
  });

  test('takes each condition away, from days and leaks', () => {
    for (const name of ABLATION_NAMES)
      for (const kind of ['day', 'leak'])
        expect(plan.some((task) => task.without === name && task.kind === kind)).toBe(true);
  });
});

describe('the report', () => {
  const result = (task: Task, confirmedAt?: number, eaten = 0): Result => ({
    task,
    suspected: confirmedAt !== undefined,
    undecidable: false,
    confirmedAt,
    eaten,
  });
  const report = reportOf([
    result(DAY),
    result({ ...DAY, shape: 'saw-tooth' }, 100),
    result({ ...DAY, kind: 'week' }),
    result(LEAK, 10, 0.2),
    result(LEAK, 10, 0.3),
    result(LEAK),
    result({ ...LEAK, shape: 0.5 }, 10, 0.4),
    result({ ...DAY, without: 'trend' }, 5),
    result({ ...DAY, kind: 'load', shape: 'morning', beside: { leakAnHour: 0, told: true } }),
    result(
      { ...DAY, kind: 'load', shape: 'morning', beside: { leakAnHour: 0, told: false } },
      7200,
    ),
  ]);

  test('counts days apart that are the same data as a leak', () => {
    const apart = reportOf([result(DAY), { ...result(DAY, 100), undecidable: true }]);
    expect(apart.days).toMatchObject({ suspected: 0, confirmed: rateOf(0, 1) });
    expect(apart.days.undecidable).toEqual<Rate>(rateOf(1, 1));
  });

  test('counts confirmed healthy days, of all and of each shape, with an interval', () => {
    expect(report.days).toMatchObject({ suspected: 1, confirmed: rateOf(1, 2) });
    expect(report.shapes.map(({ shape, confirmed }) => [shape, confirmed.hits])).toEqual([
      ['flat', 0],
      ['saw-tooth', 1],
    ]);
    expect(report.weeks.confirmed).toEqual<Rate>(rateOf(0, 1));
  });

  test('tells how much leaks had eaten when they were confirmed', () => {
    expect(report.leaks).toEqual([
      { shape: 0.05, confirmed: rateOf(2, 3), eatenMedian: 0.25, eatenMost: 0.3 },
      { shape: 0.5, confirmed: rateOf(1, 1), eatenMedian: 0.4, eatenMost: 0.4 },
    ]);
  });

  test('tells days and leaks without each condition apart', () => {
    expect(report.ablations.map(({ without, days }) => [without, days.confirmed.hits])).toEqual([
      ['none', 1],
      ['trend', 1],
    ]);
  });

  test('tells what being told of the load brings', () => {
    expect(report.loads).toEqual([
      {
        load: 'morning',
        leakAnHour: 0,
        untold: { confirmed: rateOf(1, 1), medianHours: 2 },
        told: { confirmed: rateOf(0, 1), medianHours: null },
      },
    ]);
  });

  test('is printed with all of it', () => {
    const table = simulationTable(report);
    expect(table).toMatch(/^saw-tooth +1 +1\/1 \[2\.5e-2, 1\.0e\+0\] +-$/m);
    expect(table).toMatch(/^5 % +0\.67 .* 2\/3 +0\.250 +0\.300$/m);
    expect(table).toMatch(/^trend +1\/1 /m);
    expect(table).toMatch(/^morning +none +1\.00 .* 1\/1 +2\.0 h +0\.00 .* 0\/1 +-$/m);
  });
});

import { ABLATION_NAMES } from './ablations.ts';
import { LOADS } from './loads.ts';
import { HEALTHY } from './shapes.ts';
import type { Task } from './simulate.ts';

/** Shares of the limit an hour: from a heap that lasts six weeks to one that lasts two hours. */
const LEAKS = [0.001, 0.005, 0.02, 0.1, 0.5] as const;

/** Seconds that fast leaks fill the heap in, from its start on. */
const FAST = [90, 300, 900, 3600] as const;

/** The same beside a load, at its most. */
const LEAKS_BESIDE = [0, 0.02, 0.1] as const;

/** How much of the days is simulated again without each condition, and how many leaks of each rate, loads of each kind and lives there are to them. */
const ABLATED_RATIO = 1 / 10;
const LEAK_RATIO = 1 / 200;
const LIFE_RATIO = 1 / 5;

/** Numbers of a seed of their own for each task, far from those of its neighbours. */
const STRIDE = 7919;

/** Healthy days and lives of every shape, a week of each, leaks, and loads with and without the verdict being told of them; some of them once more without each condition of the verdict. */
export function planOf(days: number, seed: number): readonly Task[] {
  const shapes = Object.keys(HEALTHY);
  const healthy = (count: number, without: Task['without'], kind: Task['kind'] = 'day'): Task[] =>
    Array.from({ length: count }, (_, index) => ({
      kind,
      shape: shapes[index % shapes.length] as string,
      seed: seed + index * STRIDE,
      without,
    }));
  const leaks = (
    count: number,
    without: Task['without'],
    kind: Task['kind'] = 'leak',
    shapes: readonly number[] = LEAKS,
  ): Task[] =>
    shapes.flatMap((shape) =>
      Array.from({ length: count }, (_, index) => ({
        kind,
        shape,
        seed: seed + index * STRIDE,
        without,
      })),
    );
  const weeks = shapes.map(
    (shape, index) =>
      ({ kind: 'week', shape, seed: seed + index * STRIDE, without: 'none' }) as const,
  );
  const loads = (count: number): Task[] =>
    Object.keys(LOADS).flatMap((shape) =>
      LEAKS_BESIDE.flatMap((leakAnHour) =>
        [false, true].flatMap((told) =>
          Array.from({ length: count }, (_, index) => ({
            kind: 'load' as const,
            shape,
            beside: { leakAnHour, told },
            seed: seed + index * STRIDE,
            without: 'none' as const,
          })),
        ),
      ),
    );
  const leaky = Math.max(1, Math.round(days * LEAK_RATIO));
  const ablated = Math.max(1, Math.round(days * ABLATED_RATIO));
  return [
    ...healthy(days, 'none'),
    ...weeks,
    ...healthy(Math.max(1, Math.round(days * LIFE_RATIO)), 'none', 'life'),
    ...leaks(leaky, 'none'),
    ...leaks(leaky, 'none', 'fast leak', FAST),
    ...loads(leaky),
    ...ABLATION_NAMES.filter((name) => name !== 'none').flatMap((name) => [
      ...healthy(ablated, name),
      ...leaks(Math.max(1, Math.round(leaky / 5)), name),
    ]),
  ];
}

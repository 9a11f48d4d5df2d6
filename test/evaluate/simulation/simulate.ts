import { type AblationName, foldWithout } from './ablations.ts';
import { drawProcess, samplesOfProcess } from './process.ts';
import { seeded } from './random.ts';
import { HEALTHY, leakOf } from './shapes.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** What is simulated in one piece. */
export interface Task {
  readonly kind: 'day' | 'week' | 'leak';
  /** The name of a healthy shape, or the share of the limit that leaks in an hour. */
  readonly shape: string | number;
  readonly seed: number;
  readonly without: AblationName;
}

export interface Result {
  readonly task: Task;
  readonly suspected: boolean;
  /** When it was confirmed, and the share of the head-room that was gone by then. */
  readonly confirmedAt: number | undefined;
  readonly eaten: number;
}

/** One healthy day or week, or one leak until it is confirmed or fills the heap. The timer comes once a minute, not six times. */
export function simulate(task: Task): Result {
  const { kind, shape, seed, without } = task;
  const random = seeded(seed);
  const process = drawProcess(random);
  const room = process.limit - process.base;
  const fold = foldWithout(without, process.limit);
  // A leak of months is looked at as often as one of hours: the fold takes its time from the samples.
  const seconds =
    typeof shape === 'number'
      ? (room / process.limit / shape) * HOUR
      : kind === 'week'
        ? 7 * DAY
        : DAY;
  const every = typeof shape === 'number' ? Math.max(1, Math.min(60, seconds / 1440)) : 60;
  const live =
    typeof shape === 'number'
      ? leakOf((shape * process.limit) / room)
      : (HEALTHY[shape]?.(random) ?? leakOf(0));
  let suspected = false;
  for (const sample of samplesOfProcess(process, live, random, { seconds, every })) {
    const { state } = fold.push(sample);
    if (state === 'suspected') suspected = true;
    if (state === 'confirmed')
      return { task, suspected: true, confirmedAt: sample.time, eaten: live(sample.time) };
  }
  return { task, suspected, confirmedAt: undefined, eaten: live(seconds) };
}

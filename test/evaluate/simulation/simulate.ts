import { type AblationName, foldWithout } from './ablations.ts';
import { drawLoaded, LOADS, type LoadDraw } from './loads.ts';
import { drawProcess, type SimulatedProcess, samplesOfProcess } from './process.ts';
import { type Random, seeded } from './random.ts';
import { HEALTHY, leakOf, type Shape } from './shapes.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** What is simulated in one piece. */
export interface Task {
  readonly kind: 'day' | 'week' | 'leak' | 'load';
  /** The name of a healthy shape or of a load, or the share of the limit that leaks in an hour. */
  readonly shape: string | number;
  /** Of a load: the share of the head-room that leaks beside it in an hour, and whether the verdict is told of it. */
  readonly beside?: { readonly leakAnHour: number; readonly told: boolean };
  readonly seed: number;
  readonly without: AblationName;
}

export interface Result {
  readonly task: Task;
  readonly suspected: boolean;
  /** Whether its shape is the same data as a leak. */
  readonly undecidable: boolean;
  /** When it was confirmed, and the share of the head-room that was gone by then. */
  readonly confirmedAt: number | undefined;
  readonly eaten: number;
}

/** One healthy day or week, or one leak until it is confirmed or fills the heap. The timer comes once a minute, not six times. */
export function simulate(task: Task): Result {
  const random = seeded(task.seed);
  const process = drawProcess(random);
  const fold = foldWithout(task.without, process.limit);
  const { live, load, leaked, seconds, every } = drawRun(task, process, random);
  const { undecidable = false } = live;
  let suspected = false;
  for (const sample of samplesOfProcess(process, live, random, { seconds, every })) {
    const { state } = fold.push(load ? { ...sample, load: load(sample.time) } : sample);
    if (state === 'suspected') suspected = true;
    if (state === 'confirmed')
      return {
        task,
        suspected: true,
        undecidable,
        confirmedAt: sample.time,
        eaten: leaked(sample.time),
      };
  }
  return { task, suspected, undecidable, confirmedAt: undefined, eaten: leaked(seconds) };
}

interface Run {
  readonly live: Shape;
  /** What the verdict is told of the load. */
  readonly load?: Shape;
  /** The part of `live` that counts as eaten. */
  readonly leaked: Shape;
  readonly seconds: number;
  readonly every: number;
}

const EVERY_SECONDS = 60;

function drawRun({ kind, shape, beside }: Task, process: SimulatedProcess, random: Random): Run {
  const room = process.limit - process.base;
  if (typeof shape === 'number') {
    const live = leakOf((shape * process.limit) / room);
    const seconds = (room / process.limit / shape) * HOUR;
    // A leak of months is looked at as often as one of hours: the fold takes its time from the samples.
    const every = Math.max(1, Math.min(EVERY_SECONDS, seconds / 1440));
    return { live, leaked: live, seconds, every };
  }
  if (beside) {
    const draw = LOADS[shape] as LoadDraw;
    const { live, load, leaked } = drawLoaded(draw, random, beside.leakAnHour);
    return {
      live,
      leaked,
      seconds: draw.days * DAY,
      every: EVERY_SECONDS,
      ...(beside.told && { load }),
    };
  }
  const live = HEALTHY[shape]?.(random) ?? leakOf(0);
  return { live, leaked: live, seconds: kind === 'week' ? 7 * DAY : DAY, every: EVERY_SECONDS };
}

import { type AblationName, foldWithout } from './ablations.ts';
import { drawLoaded, LOADS, type LoadDraw } from './loads.ts';
import { drawProcess, type SimulatedProcess, samplesOfProcess } from './process.ts';
import { type Random, seeded } from './random.ts';
import { HEALTHY, isUndecidable, leakOf, type Shape } from './shapes.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** What is simulated in one piece. */
export interface Task {
  readonly kind: 'day' | 'week' | 'life' | 'leak' | 'fast leak' | 'load';
  /** The name of a healthy shape or of a load, the share of the limit that leaks in an hour, or the seconds that a fast leak fills the heap in. */
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

/** One healthy day, week or life of ten minutes, or one leak until it is confirmed or fills the heap. The timer comes once a minute, not six times. */
export function simulate(task: Task): Result {
  const random = seeded(task.seed);
  const drawn = drawProcess(random);
  const brief = task.kind === 'life' || task.kind === 'fast leak';
  const process = brief ? { ...drawn, promotion: BUSY * drawn.promotion } : drawn;
  const fold = foldWithout(task.without, process.limit);
  const { live, load, leaked, undecidable, seconds, every } = drawRun(task, process, random);
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
  readonly undecidable: boolean;
  readonly seconds: number;
  readonly every: number;
}

const EVERY_SECONDS = 60;

/** A life is a day in ten minutes, of a process that promotes so much more a second than those whose days are simulated. */
const LIFE_SECONDS = 600;
const LIFE_EVERY_SECONDS = 5;
const BUSY = 20;

function drawRun({ kind, shape, beside }: Task, process: SimulatedProcess, random: Random): Run {
  const room = process.limit - process.base;
  if (typeof shape === 'number' && kind === 'fast leak') return of(leakOf(HOUR / shape), shape, 2);
  if (typeof shape === 'number') {
    const live = leakOf((shape * process.limit) / room);
    const seconds = (room / process.limit / shape) * HOUR;
    // A leak of months is looked at as often as one of hours: the fold takes its time from the samples.
    const every = Math.max(1, Math.min(EVERY_SECONDS, seconds / 1440));
    return of(live, seconds, every);
  }
  if (beside) {
    const draw = LOADS[shape] as LoadDraw;
    const { live, load, leaked } = drawLoaded(draw, random, beside.leakAnHour);
    return {
      live,
      leaked,
      undecidable: false,
      seconds: draw.days * DAY,
      every: EVERY_SECONDS,
      ...(beside.told && { load }),
    };
  }
  const live = HEALTHY[shape]?.(random) ?? leakOf(0);
  if (kind === 'life') {
    const hurry = DAY / LIFE_SECONDS;
    const hurried = of((time) => live(hurry * time), LIFE_SECONDS, LIFE_EVERY_SECONDS);
    return { ...hurried, undecidable: isUndecidable(live, hurry) };
  }
  return of(live, kind === 'week' ? 7 * DAY : DAY, EVERY_SECONDS);
}

function of(live: Shape, seconds: number, every: number): Run {
  return { live, leaked: live, undecidable: isUndecidable(live), seconds, every };
}

import { between, gaussian, logarithmic, type Random } from './random.ts';
import type { Shape } from './shapes.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** A process whose live memory follows a load; to be asked in the order of time. */
export interface Loaded {
  /** What is alive above the base, and what of it has leaked, as shares of the head-room. */
  readonly live: Shape;
  readonly leaked: Shape;
  /** Open sessions, say. */
  readonly load: Shape;
}

/** A load through the days that it is simulated for; 1 is much. */
export interface LoadDraw {
  readonly days: number;
  readonly draw: (random: Random) => Shape;
  /** Whether memory stays at the most that was ever needed. */
  readonly keeps?: boolean;
}

export const LOADS: Readonly<Record<string, LoadDraw>> = {
  'the first morning': {
    days: 1,
    draw(random) {
      const begin = between(random, 0, 6) * HOUR;
      const ramp = between(random, 1, 5) * HOUR;
      const end = begin + ramp + between(random, 2, 8) * HOUR;
      return (time) => 0.1 + 0.9 * ramped(time - begin, ramp) - 0.8 * ramped(time - end, ramp);
    },
  },
  'day and night': {
    days: 1,
    draw(random) {
      const least = between(random, 0.1, 0.5);
      const phase = DAY * random();
      return (time) => least + (1 - least) * (0.5 - 0.5 * daily(time + phase));
    },
  },
  'a campaign': {
    days: 1,
    draw(random) {
      const before = between(random, 0.2, 0.6);
      const begin = between(random, 1, 12) * HOUR;
      const ramp = logarithmic(random, 10 * MINUTE, 3 * HOUR);
      const end = begin + ramp + between(random, 1, 8) * HOUR;
      const more = 1 - before;
      return (time) => before + more * (ramped(time - begin, ramp) - ramped(time - end, ramp));
    },
  },
  'more customers every day': {
    days: 7,
    draw(random) {
      const least = between(random, 0.3, 0.7);
      const phase = DAY * random();
      return (time) =>
        (1 - 0.2 * daily(time + phase)) * (least + ((0.83 - least) * time) / (7 * DAY));
    },
  },
  'a morning that leaves its buffers behind': {
    days: 1,
    keeps: true,
    draw: (random) => (LOADS['the first morning'] as LoadDraw).draw(random),
  },
  'as much all the time': { days: 1, draw: () => () => 0.5 },
};

/** Numbers of sessions flicker, and for a while in one direction. */
const FLICKER_SECONDS = 5 * MINUTE;

/**
 * Memory of 0.1 to 0.4 of the head-room that follows the load up to ten minutes behind it, and a leak with each request, which takes
 * `leakAnHour` of the head-room an hour at a load of 1.
 */
export function drawLoaded(
  { draw, keeps = false }: LoadDraw,
  random: Random,
  leakAnHour: number,
): Loaded {
  const level = draw(random);
  const height = between(random, 0.1, 0.4);
  const flicker = logarithmic(random, 0.01, 0.1);
  const behind = logarithmic(random, 10, 10 * MINUTE);
  const most = logarithmic(random, 50, 5000);
  let last = 0;
  let deviation = 0;
  let load = level(0);
  let followed = load;
  let leaked = 0;
  const advance = (time: number): void => {
    const seconds = time - last;
    if (seconds <= 0) return;
    last = time;
    const kept = Math.exp(-seconds / FLICKER_SECONDS);
    deviation = kept * deviation + Math.sqrt(1 - kept ** 2) * flicker * gaussian(random);
    load = Math.max(0, level(time) * (1 + deviation));
    const rising = Math.max(load - followed, keeps ? 0 : Number.NEGATIVE_INFINITY);
    followed += rising * (1 - Math.exp(-seconds / behind));
    leaked += (leakAnHour * load * seconds) / HOUR;
  };
  return {
    live(time) {
      advance(time);
      return height * followed + leaked;
    },
    leaked(time) {
      advance(time);
      return leaked;
    },
    load(time) {
      advance(time);
      return Math.round(most * load);
    },
  };
}

/** From 0 to 1 within so many seconds. */
function ramped(since: number, seconds: number): number {
  return Math.min(1, Math.max(0, since / seconds));
}

function daily(time: number): number {
  return Math.cos((2 * Math.PI * time) / DAY);
}

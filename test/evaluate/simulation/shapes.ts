import { between, gaussian, logarithmic, type Random } from './random.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** What is alive above the base at a time in seconds, as a share of the head-room. */
export interface Shape {
  (time: number): number;
  /** Where it rises in a straight line at first: how far, and for how many seconds. */
  readonly straight?: { readonly share: number; readonly seconds: number };
}

/** The share that is waited for where growth will end the process within an hour. */
const URGENT_SHARE = 0.1;

/**
 * Healthy processes. What rises in a straight line and stays below the share of the head-room that is waited for (0.15) is
 * told from a leak by nothing else; beyond it, it is the same data as one, so it is kept to 0.12 here, and is undecidable beyond
 * 0.1 where it would fill the heap within an hour. What slows down, falls again in time or jumps goes beyond.
 */
export const HEALTHY: Readonly<Record<string, (random: Random) => Shape>> = {
  flat: () => () => 0,
  'wandering level': (random) => {
    let level = 0;
    let last = 0;
    return (time) => {
      const kept = Math.exp(-(time - last) / (0.5 * HOUR));
      last = time;
      level = kept * level + Math.sqrt(1 - kept ** 2) * 0.02 * gaussian(random);
      return level;
    };
  },
  'warm-up to a plateau': (random) => {
    const plateau = between(random, 0.02, 0.2);
    const tau = logarithmic(random, 60, 3 * HOUR);
    return (time) => plateau * (1 - Math.exp(-time / tau));
  },
  'cache that fills': (random) => {
    const size = between(random, 0.01, 0.12);
    const seconds = logarithmic(random, 300, 12 * HOUR);
    return Object.assign((time: number) => size * Math.min(1, time / seconds), {
      straight: { share: size, seconds },
    });
  },
  'cache with a time to live': (random) => {
    const size = between(random, 0.01, 0.12);
    const ttl = logarithmic(random, 60, 2 * HOUR);
    const phase = 2 * Math.PI * random();
    const daily = (time: number): number =>
      0.85 + 0.15 * Math.sin((2 * Math.PI * time) / DAY + phase);
    return Object.assign((time: number) => size * Math.min(1, time / ttl) * daily(time), {
      straight: { share: size, seconds: ttl },
    });
  },
  'saw-tooth': (random) => {
    const height = between(random, 0.01, 0.12);
    const period = logarithmic(random, 30, 4 * HOUR);
    const phase = random();
    return (time) => height * ((time / period + phase) % 1);
  },
  'batches at night': (random) => {
    const height = between(random, 0.05, 0.6);
    const begin = between(random, 0, DAY);
    const seconds = logarithmic(random, 60, HOUR);
    return (time) => {
      const since = (time + DAY - begin) % DAY;
      return since < seconds ? height : 0;
    };
  },
  'bursts of connections': (random) => {
    const bursts = Array.from({ length: 8 }, () => ({
      begin: random() * DAY,
      seconds: logarithmic(random, 60, HOUR),
      height: between(random, 0.02, 0.12),
      ramp: random() < 0.5,
    }));
    return (time) => {
      let sum = 0;
      for (const { begin, seconds, height, ramp } of bursts) {
        const since = (time + DAY - begin) % DAY;
        if (since < seconds) sum = Math.max(sum, height * (ramp ? since / seconds : 1));
      }
      return sum;
    };
  },
  'daily load': (random) => {
    const height = between(random, 0.02, 0.12);
    const phase = 2 * Math.PI * random();
    return (time) => (height / 2) * (1 + Math.sin((2 * Math.PI * time) / DAY + phase));
  },
  'level steps': (random) => {
    const steps = Array.from({ length: 1 + Math.floor(3 * random()) }, () => ({
      at: random() * DAY,
      height: between(random, 0.01, 0.08),
    }));
    return (time) => steps.reduce((sum, { at, height }) => (time > at ? sum + height : sum), 0);
  },
  'code that is met ever more rarely': (random) => {
    const height = between(random, 0.005, 0.02);
    const unit = logarithmic(random, 60, 1200);
    return (time) => height * Math.log1p(time / unit);
  },
  'modules that are loaded lazily': (random) => {
    const modules = Array.from({ length: 30 }, () => logarithmic(random, 10, DAY));
    const size = between(random, 0.0005, 0.004);
    return (time) => modules.filter((at) => at < time).length * size;
  },
  'log buffer while a sink is away': (random) => {
    const outages = Array.from({ length: 4 }, () => ({
      begin: random() * DAY,
      seconds: logarithmic(random, 30, 600),
      height: between(random, 0.01, 0.1),
    }));
    return (time) => {
      let sum = 0;
      for (const { begin, seconds, height } of outages) {
        const since = (time + DAY - begin) % DAY;
        if (since < seconds) sum += (height * since) / seconds;
        else if (since < 1.2 * seconds) sum += height * (6 - (5 * since) / seconds);
      }
      return sum;
    };
  },
};

/** Whether it is the same data as a leak until the share that is waited for is gone; `hurry` times as fast. */
export function isUndecidable({ straight }: Shape, hurry = 1): boolean {
  if (!straight) return false;
  const { share, seconds } = straight;
  return share > URGENT_SHARE && ((1 - share) / share) * (seconds / hurry) < HOUR;
}

/** A leak that takes this share of the head-room an hour. */
export function leakOf(shareAnHour: number): Shape {
  return (time) => (shareAnHour * time) / HOUR;
}

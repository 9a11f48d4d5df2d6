import type { SizeAdvice } from './advice.ts';

export interface SizeLimits {
  /** The fewest connections. */
  readonly floor: number;
  /** The most connections: whatever the load, the size is never above. */
  readonly ceiling: number;
  /** How long the size stays after a change, seconds. */
  readonly coolDownSeconds: number;
}

/** What a controller decides from, once for each advice. */
interface SizeSample {
  /** Monotonic seconds. */
  readonly atSeconds: number;
  /** The size now. */
  readonly size: number;
  /** Connections that are lent now. */
  readonly used: number;
  readonly advice: SizeAdvice;
  /** Whether the machine has room for more. */
  readonly mayGrow: boolean;
}

export interface SizeController {
  /** The size that is to be. */
  push(sample: SizeSample): number;
}

/** Below this the load is not known well enough to act on. */
const LEAST_CONFIDENCE = 0.5;

/** So many advices in a row must say that fewer connections do, before any is taken away, or that a few more are needed. */
const PATIENCE = { down: 6, up: 3 };

/** An advice that is so many times the size is not within the error of an advice. */
const FAR_TOO_SMALL = 1.5;

/** The most that one step takes away. */
const LARGEST_CUT = 0.25;

/** Uses that take so many times longer than usual mean a slow server, which more connections only make slower. */
const SLOW_SERVER = 2;

/** The weight of an advice in what is usual: half of it is of the last 69. */
const USUAL_WEIGHT = 0.01;

/**
 * Follows the advice: up to it at once where the size is far too small, else up to the least of three in a row; down to the
 * largest of six in a row by at most a quarter a step, and not for one connection alone, which is within the error of an advice, nor
 * below what is lent. With fewer in a row a busy pool, whose trace is short, follows the noise: two off, again and again. It does not
 * grow while connections are held twice as long as usual, for waits that come of a slow server are not cured by a larger pool
 * (HikariCP, "About Pool Sizing").
 */
export function createSizeController(limits: SizeLimits): SizeController {
  const { floor, ceiling, coolDownSeconds } = limits;
  let changed = Number.NEGATIVE_INFINITY;
  let usual: number | undefined;
  let higher: number[] = [];
  let lower: number[] = [];
  const bounded = (size: number): number => Math.min(ceiling, Math.max(floor, size));

  const wanted = ({ size, used, advice, mayGrow }: SizeSample): number => {
    const { useSeconds } = advice;
    const slow = useSeconds > SLOW_SERVER * (usual ?? useSeconds);
    usual = usual === undefined ? useSeconds : usual + USUAL_WEIGHT * (useSeconds - usual);
    const known = advice.confidence >= LEAST_CONFIDENCE;
    const grows = known && advice.size > size && mayGrow && !slow;
    higher = grows ? [...higher, advice.size].slice(-PATIENCE.up) : [];
    lower = known && size - advice.size >= 2 ? [...lower, advice.size].slice(-PATIENCE.down) : [];
    if (higher.length > 0 && advice.size >= FAR_TOO_SMALL * size) return advice.size;
    if (higher.length === PATIENCE.up) return Math.min(...higher);
    if (lower.length < PATIENCE.down) return size;
    const least = Math.max(Math.floor(size * (1 - LARGEST_CUT)), Math.min(size, used));
    return Math.max(least, ...lower);
  };

  return {
    push(sample) {
      const { size, atSeconds } = sample;
      const next = bounded(wanted(sample));
      const beyond = size !== bounded(size);
      if (next === size || (atSeconds - changed < coolDownSeconds && !beyond)) return size;
      changed = atSeconds;
      higher = [];
      lower = [];
      return next;
    },
  };
}

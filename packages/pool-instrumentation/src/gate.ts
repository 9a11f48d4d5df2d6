import {
  type Clock,
  createFaults,
  numberOption,
  objectOption,
  readOptions,
  systemClock,
} from '@plimsoll/kernel';
import { hasRoom, type PressureLevel } from './pressure-level.ts';
import { createAdviser } from './sizing/adviser.ts';
import { createSizeController } from './sizing/controller.ts';
import { UseTrace } from './sizing/use-trace.ts';
import { SCOPE } from './version.ts';

export interface GateOptions {
  /** The most that may be inside at once, 1 to 1024. */
  readonly maxSize: number;
  /** The fewest that may be inside at once, 1 to 1024; 1 by default. */
  readonly minSize?: number;
  /** The wait that 95 of 100 are to keep, 1 ms to one minute; 10 ms by default. */
  readonly waitTargetMillis?: number;
  /** How long a size stays at least, 1 s to one hour; one minute by default. */
  readonly coolDownMillis?: number;
  /** No more are let in than before while its `overall.level` is not `nominal`. */
  readonly pressure?: PressureLevel;
  /** Time; the system's by default. */
  readonly clock?: Clock;
}

/** Lets so many in at once as keep the wait, for pools that cannot be resized while they run. */
export interface Gate {
  /**
   * Runs `work` as soon as there is room, in the order of the calls; gives what it gives, throws what it throws, or the
   * reason of `signal` where that aborts the wait.
   */
  run<T>(work: () => T | PromiseLike<T>, options?: { signal?: AbortSignal }): Promise<T>;
  /** How many may be inside. */
  readonly size: number;
  /** How many are. */
  readonly inside: number;
  /** How many wait. */
  readonly waiting: number;
}

const SIZE = { min: 1, max: 1024, integer: true };

const RULES = {
  maxSize: numberOption(undefined, SIZE),
  minSize: numberOption(1, SIZE),
  waitTargetMillis: numberOption(10, { min: 1, max: 60_000 }),
  coolDownMillis: numberOption(60_000, { min: 1000, max: 3_600_000 }),
  pressure: objectOption<PressureLevel | undefined>(undefined),
  clock: objectOption<Clock>(systemClock),
};

/** How often the size is looked at anew, with a call: a gate has no timer. */
const LOOK_SECONDS = 0.1;

/** How long an advice stands. */
const ADVICE_SECONDS = 10;

/**
 * A semaphore whose size follows what goes through it: `gate.run(() => withClient(pool, work))` keeps a pool of any client at
 * the fewest connections that keep the wait, never more than `maxSize`, with which it begins.
 * Throws a `TypeError` or a `RangeError` for a wrong option.
 */
export function createGate(options: GateOptions): Gate {
  const { maxSize, minSize, waitTargetMillis, coolDownMillis, pressure, clock } = readOptions(
    RULES,
    options,
    'createGate',
  );
  if (maxSize === undefined) throw new TypeError('Expected `maxSize` to be given');
  if (minSize > maxSize)
    throw new RangeError(`Expected \`minSize\` to be at most ${maxSize}, got \`${minSize}\``);
  const trace = new UseTrace();
  const adviser = createAdviser(trace, waitTargetMillis / 1000);
  adviser.standsSeconds = ADVICE_SECONDS;
  const limits = { floor: minSize, ceiling: maxSize, coolDownSeconds: coolDownMillis / 1000 };
  const controller = createSizeController(limits);
  const queue = new Set<() => void>();
  const faults = createFaults(SCOPE.name);
  let size = maxSize;
  let inside = 0;
  let looked = clock.now();

  const look = (now: number): void => {
    if (now - looked < LOOK_SECONDS) return;
    looked = now;
    const advice = adviser.step(now);
    if (!advice) return;
    const mayGrow = faults.guard('reading the pressure failed', () => hasRoom(pressure)) ?? false;
    size = controller.push({ atSeconds: now, size, used: inside, advice, mayGrow });
  };
  const admit = (): void => {
    for (const enter of queue) {
      if (inside >= size) return;
      queue.delete(enter);
      inside++;
      enter();
    }
  };
  const wait = (signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const leave = (): void => {
        queue.delete(enter);
        reject(signal?.reason);
      };
      const enter = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      signal?.addEventListener('abort', leave, { once: true });
      queue.add(enter);
      admit();
    });

  return {
    get size() {
      return size;
    },
    get inside() {
      return inside;
    },
    get waiting() {
      return queue.size;
    },
    async run(work, { signal } = {}) {
      const asked = clock.now();
      look(asked);
      await wait(signal);
      const begun = clock.now();
      const use = trace.granted(asked, begun);
      try {
        return await work();
      } finally {
        trace.returned(use, clock.now() - begun);
        inside--;
        admit();
      }
    },
  };
}

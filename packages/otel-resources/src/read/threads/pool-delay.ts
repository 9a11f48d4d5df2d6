import { closeSync, openSync, read, readSync } from 'node:fs';

/** Measures how long a request waits for a thread of the pool of libuv. */
export interface PoolDelay extends Disposable {
  /**
   * Seconds that the last request waited, or that one which still waits has waited at least; `undefined` before the
   * first. `now` is monotonic seconds.
   */
  read(now: number): number | undefined;
  /** Puts one request into the pool, unless one is under way. */
  ask(now: number): void;
}

/** What the clock of the machine says: now, and to a thread of the pool as soon as one asks. Seconds. */
export interface PoolClock extends Disposable {
  now(): number | undefined;
  ask(told: (seconds: number | undefined) => void): void;
}

/**
 * A request asks a thread of the pool for the time, which it tells as it begins: the wait is the difference, and the event
 * loop, which hands out the answer later, has no part in it.
 */
export function createPoolDelay(clock: PoolClock, time: () => number): PoolDelay {
  let delay: number | undefined;
  let askedAt: number | undefined;
  /** When the request was seen to be under way: answers are handed out between two looks. */
  let seenAt: number | undefined;

  return {
    read(now) {
      if (askedAt === undefined) return delay;
      if (seenAt !== undefined) delay = Math.max(0, seenAt - askedAt);
      seenAt = now;
      return delay;
    },
    ask(now) {
      const from = clock.now();
      if (askedAt !== undefined || from === undefined) return;
      askedAt = now;
      seenAt = undefined;
      clock.ask((begun) => {
        const most = Math.max(0, time() - now);
        askedAt = undefined;
        if (begun !== undefined) delay = Math.min(most, Math.max(0, begun - from));
      });
    },
    [Symbol.dispose]: () => clock[Symbol.dispose](),
  };
}

const LENGTH = 64;

/** /proc/uptime, in steps of 10 ms; `undefined` where there is none. */
export function openPoolClock(path: string): PoolClock | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return undefined;
  }
  const [ours, theirs] = [Buffer.alloc(LENGTH), Buffer.alloc(LENGTH)];
  let asking = false;
  let ended = false;
  // A descriptor that is closed under a request may be another file by the time it is read.
  const end = (): void => closeSync(descriptor);
  return {
    now() {
      try {
        return parseUptime(ours.toString('latin1', 0, readSync(descriptor, ours, 0, LENGTH, 0)));
      } catch {
        return undefined;
      }
    },
    ask(told) {
      asking = true;
      read(descriptor, theirs, 0, LENGTH, 0, (error, length) => {
        asking = false;
        if (ended) end();
        else told(error ? undefined : parseUptime(theirs.toString('latin1', 0, length)));
      });
    },
    [Symbol.dispose]() {
      if (!ended && !asking) end();
      ended = true;
    },
  };
}

/** /proc/uptime: seconds since the machine started, and what its CPUs were idle (proc(5)). */
export function parseUptime(text: string): number | undefined {
  const [, seconds] = /^(\d{1,12}\.\d{1,6}) /.exec(text) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}

import { performance } from 'node:perf_hooks';

/** Time as every part gets it; tests hand in their own. */
export interface Clock {
  /** Monotonic time in seconds. */
  now(): number;
  /** Wall time in milliseconds since the epoch. */
  epochMillis(): number;
  /** Calls `action` every `seconds` until disposed; never keeps the process alive. */
  every(seconds: number, action: () => void): Disposable;
  /** Calls `action` once after `seconds` unless disposed before; keeps the process alive only where `keepAlive` says so. */
  after(
    seconds: number,
    action: () => void,
    options?: { readonly keepAlive?: boolean },
  ): Disposable;
}

/** The clock of the process. */
export const systemClock: Clock = {
  now: () => performance.now() / 1000,
  epochMillis: () => Date.now(),
  every(seconds, action) {
    const timer = setInterval(action, seconds * 1000);
    timer.unref();
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
  after(seconds, action, { keepAlive = false } = {}) {
    const timer = setTimeout(action, seconds * 1000);
    if (!keepAlive) timer.unref();
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};

export interface FakeClock extends Clock {
  /** Moves time on by `seconds`; what falls due runs in its order, at its time. */
  advance(seconds: number): void;
  /** How many timers run. */
  readonly timers: number;
}

/** A clock that stands until it is advanced; starts at `0` and `2026-01-01T00:00:00Z`. */
export function fakeClock(): FakeClock {
  const timers = new Set<{ due: number; readonly seconds: number; readonly action: () => void }>();
  const start = Date.UTC(2026, 0, 1);
  let time = 0;
  const run = (seconds: number, action: (own: Disposable) => void): Disposable => {
    const timer = { due: time + seconds, seconds, action: () => action(own) };
    const own: Disposable = { [Symbol.dispose]: () => void timers.delete(timer) };
    timers.add(timer);
    return own;
  };
  return {
    get timers() {
      return timers.size;
    },
    now: () => time,
    epochMillis: () => start + time * 1000,
    every: run,
    after: (seconds, action) =>
      run(seconds, (own) => {
        own[Symbol.dispose]();
        action();
      }),
    advance(seconds) {
      const end = time + seconds;
      for (;;) {
        const [next] = [...timers].filter((t) => t.due <= end).sort((a, b) => a.due - b.due);
        if (!next) break;
        time = next.due;
        next.due += next.seconds;
        next.action();
      }
      time = end;
    },
  };
}

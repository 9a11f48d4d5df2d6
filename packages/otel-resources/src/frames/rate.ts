/** How many times a second something happens: over the last full window of a second, or since, where that is longer. */
export interface Rate {
  push(now: number): void;
  /** Changes nothing, so that any number of readers see the same; `undefined` before the first second is full. */
  read(now: number): number | undefined;
}

const WINDOW_SECONDS = 1;

/**
 * A window ends with the first event that comes a second or more after its start, so a steady pace is told exactly. When
 * events stay away for two seconds the open window is told instead, and the rate goes down to what is still there.
 */
export function createRate(): Rate {
  let start: number | undefined;
  let count = 0;
  let last: number | undefined;
  return {
    push(now) {
      if (start === undefined) {
        start = now;
        return;
      }
      count++;
      const elapsed = now - start;
      if (elapsed < WINDOW_SECONDS) return;
      last = count / elapsed;
      start = now;
      count = 0;
    },
    read(now) {
      const elapsed = now - (start ?? now);
      return elapsed >= 2 * WINDOW_SECONDS ? count / elapsed : last;
    },
  };
}

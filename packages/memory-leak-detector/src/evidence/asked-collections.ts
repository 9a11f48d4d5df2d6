import type { Clock, Faults } from '@plimsoll/kernel';
import type { collectGarbage } from '../acts/collect-garbage.ts';

/** After any other, for V8 may collect by itself; and so many in an hour. */
const REST_SECONDS = 60;
const HOURLY = 5;
const HOUR_SECONDS = 3600;

const UNANSWERED =
  'it cannot be told whether native memory leaks: no collection could be asked for';

/** A heap of 125 MB at most; whoever has a larger one collects often enough. */
const MOST_PAUSE_MILLIS = 100;

export interface AskedCollectionsOptions {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly collect: typeof collectGarbage;
  /** None is asked for that is expected to make the process stand still for longer. */
  readonly pauseMillis: number;
}

export interface AskedCollections {
  /** To be told of each full collection. */
  collected(): void;
  /** To be called by a timer with whether only a collection can tell. */
  tick(inDoubt: boolean): void;
}

/**
 * Asks V8 for the collections that tell a leak of native memory from garbage. V8 does not know what the objects on its heap hold outside
 * of it, and so does not collect for that: of a process that allocates little it may not collect anything for hours.
 */
export function createAskedCollections(options: AskedCollectionsOptions): AskedCollections {
  const { clock, faults, collect, pauseMillis } = options;
  const maxPauseMillis = Math.min(MOST_PAUSE_MILLIS, pauseMillis);
  let last = clock.now();
  let asked: readonly number[] = [];
  return {
    collected() {
      last = clock.now();
    },
    tick(inDoubt) {
      const now = clock.now();
      if (!inDoubt || now - last < REST_SECONDS) return;
      asked = asked.filter((time) => now - time < HOUR_SECONDS);
      if (asked.length >= HOURLY) return;
      asked = [...asked, now];
      last = now;
      collect({ maxPauseMillis })
        .then((outcome) => {
          if (!outcome.done && outcome.reason !== 'too_soon') throw new Error(outcome.message);
        })
        .catch((error: unknown) => faults.report(UNANSWERED, error));
    },
  };
}

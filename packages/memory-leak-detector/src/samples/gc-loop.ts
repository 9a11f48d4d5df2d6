/** A fold that finds collections that go on although nothing runs. */
export interface GcLoopFold {
  /** `collections` full ones and the event loop's utilization since the last push; `true` while it is a loop. */
  push(sample: {
    readonly time: number;
    readonly collections: number;
    readonly utilization: number;
  }): boolean;
}

const COLLECTIONS_PER_SECOND = 5;
const IDLE_UTILIZATION = 0.05;
const PATIENCE_SECONDS = 30;

/**
 * A `gc` observer was seen to keep V8 collecting in an idle process (nodejs/node#62721): more than five full
 * collections a second at an event loop utilization below 5 % for 30 seconds.
 */
export function createGcLoopFold(): GcLoopFold {
  let last: number | undefined;
  let since: number | undefined;
  return {
    push({ time, collections, utilization }) {
      const begin = last ?? time;
      last = time;
      const rate = time > begin ? collections / (time - begin) : 0;
      const looping = rate > COLLECTIONS_PER_SECOND && utilization < IDLE_UTILIZATION;
      since = looping ? (since ?? begin) : undefined;
      return since !== undefined && time - since >= PATIENCE_SECONDS;
    },
  };
}

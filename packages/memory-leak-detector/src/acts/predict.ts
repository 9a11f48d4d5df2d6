/**
 * What a heap snapshot takes, measured on Node 22 to 26: 4 to 7 us and 550 to 600 B of memory for each object. How many there are
 * nothing cheap tells; the smallest heaps of objects have one in 60 B.
 */
const BYTES_PER_OBJECT = 60;
const SECONDS_PER_OBJECT = 5e-6;
const MEMORY_PER_OBJECT = 600;

/** Files were 0.4 to 1.7 times the live heap. */
const FILE_RATIO = 3;

export interface SnapshotCost {
  readonly seconds: number;
  readonly memoryBytes: number;
  readonly fileBytes: number;
}

/** What a snapshot of so many live bytes takes at most; `secondsPerByte` is what the last one in this process took. */
export function predictSnapshot(liveBytes: number, secondsPerByte?: number): SnapshotCost {
  const objects = liveBytes / BYTES_PER_OBJECT;
  return {
    seconds:
      secondsPerByte === undefined ? objects * SECONDS_PER_OBJECT : liveBytes * secondsPerByte,
    memoryBytes: objects * MEMORY_PER_OBJECT,
    fileBytes: liveBytes * FILE_RATIO,
  };
}

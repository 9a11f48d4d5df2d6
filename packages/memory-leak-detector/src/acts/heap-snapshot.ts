import { readdir, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { getHeapStatistics, writeHeapSnapshot } from 'node:v8';
import { freeBytesOf, placeFile, timeOf } from '../evidence/files.ts';
import { memoryLimit } from '../samples/limits.ts';
import { lastActs } from './last-acts.ts';
import { predictSnapshot } from './predict.ts';
import { failure, type Refusal, refusal, tooLong } from './refusal.ts';

export interface HeapSnapshot {
  readonly done: true;
  readonly path: string;
  readonly bytes: number;
  /** How long the process stood still. */
  readonly seconds: number;
  readonly predictedSeconds: number;
}

export interface SnapshotTerms {
  readonly folder: string;
  readonly fileLimit: number;
  readonly minIntervalMillis: number;
  readonly maxPauseMillis: number;
  /** Told how long the process stood still, and of what went wrong. */
  readonly onPause?: (seconds: number, error?: unknown) => void;
}

/** What the room for a snapshot is read from; a test hands in its own. */
export interface SnapshotSources {
  readonly liveBytes: () => number;
  /** What the process may still take of the memory of the machine and of its container. */
  readonly freeMemory: () => number;
  readonly freeDisk: (folder: string) => Promise<number>;
  readonly write: (path: string) => void;
}

export function snapshotSources(): SnapshotSources {
  return {
    liveBytes: () => getHeapStatistics().used_heap_size,
    freeMemory: () => {
      const limit = memoryLimit(undefined, process.constrainedMemory?.(), totalmem());
      const available = process.availableMemory?.() ?? totalmem();
      return Math.min(available, limit - process.memoryUsage.rss());
    },
    freeDisk: freeBytesOf,
    write: (path) => void writeHeapSnapshot(path),
  };
}

/** No more than this of the free memory: what does not fit ends the process. */
const MEMORY_SHARE = 0.5;

/** Left free on the disk at least. */
const DISK_RESERVE_BYTES = 2 ** 30;

/** Takes a snapshot where the time since the last, the pause, the memory and the disk allow it; never throws. */
export async function snapshotWithin(
  { folder, fileLimit, minIntervalMillis, maxPauseMillis, onPause }: SnapshotTerms,
  sources: SnapshotSources = snapshotSources(),
): Promise<HeapSnapshot | Refusal> {
  const acts = lastActs();
  const live = sources.liveBytes();
  const cost = predictSnapshot(live, acts.snapshotSecondsPerByte);
  const refuse = (reason: Refusal['reason'], message: string): Refusal =>
    refusal(reason, message, cost.seconds);
  if (acts.takingSnapshot) return refuse('too_soon', 'a snapshot is being taken');
  const now = performance.now() / 1000;
  if (acts.snapshot !== undefined && now - acts.snapshot < minIntervalMillis / 1000)
    return refuse('too_soon', `a snapshot was taken ${Math.round(now - acts.snapshot)} s ago`);
  if (cost.seconds * 1000 > maxPauseMillis) return tooLong(cost.seconds, 1);
  const free = sources.freeMemory();
  if (cost.memoryBytes > free * MEMORY_SHARE)
    return refuse('not_enough_memory', `it takes ${cost.memoryBytes} bytes, ${free} are free`);
  let seconds: number | undefined;
  try {
    acts.takingSnapshot = true;
    const epochMillis = Date.now();
    const since = await newestIn(folder, epochMillis);
    if (since !== undefined && epochMillis - since < minIntervalMillis)
      return refuse('too_soon', 'another process has taken a snapshot into this folder');
    const path = await placeFile(
      { folder, limit: fileLimit, freeBytes: sources.freeDisk, reserveBytes: DISK_RESERVE_BYTES },
      'heapsnapshot',
      { bytes: cost.fileBytes, epochMillis },
      async (temporary) => {
        acts.snapshot = now;
        const start = performance.now();
        try {
          sources.write(temporary);
        } finally {
          seconds = (performance.now() - start) / 1000;
        }
      },
    );
    const took = seconds ?? 0;
    acts.snapshotSecondsPerByte = took / live;
    onPause?.(took);
    const { size: bytes } = await stat(path);
    return { done: true, path, bytes, seconds: took, predictedSeconds: cost.seconds };
  } catch (error) {
    if (seconds !== undefined) onPause?.(seconds, error);
    const full = error instanceof RangeError;
    return {
      ...failure(full ? 'not_enough_disk' : 'failed', error),
      predictedSeconds: cost.seconds,
    };
  } finally {
    acts.takingSnapshot = false;
  }
}

/** When the newest snapshot in a folder was begun, by whichever process; one that is not yet due tells of a clock that was set back. */
async function newestIn(folder: string, epochMillis: number): Promise<number | undefined> {
  const names = await readdir(folder).catch(() => []);
  return names
    .map((name) => timeOf(name, 'heapsnapshot'))
    .filter((time) => time !== undefined)
    .filter((time) => time <= epochMillis)
    .sort((a, b) => b - a)
    .at(0);
}

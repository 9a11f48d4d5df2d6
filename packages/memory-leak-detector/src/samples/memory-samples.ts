import type { LeakSample } from '../verdict/scales.ts';
import type { Witness } from '../verdict/witnesses.ts';
import { externalLimit, heapLimit, type MemoryUsage, nativeUsage } from './limits.ts';

/** What was read of the memory of the process at one time; bytes and seconds. */
export interface MemoryReading {
  readonly time: number;
  readonly usage: MemoryUsage;
  /** The limit of the old generation. */
  readonly oldSpace: number;
  /** The limit of the process. */
  readonly memory: number;
  /** What live memory follows, where that is known. */
  readonly load?: number | undefined;
}

export interface HeapReading extends MemoryReading {
  /** In use in all heap spaces but the young ones, garbage included. */
  readonly old: number;
}

/** An estimate is no observation: growth counts as far as a collection left it, and a collection must bear out what was suspected. */
export const HEAP_WITNESS: Witness = {
  count: 2,
  within: 1,
  factor: 1,
  estimated: true,
  borneOut: true,
};

/** A fold of readings into what is judged. */
export interface MemorySamples {
  /** The heap, of a reading right after a full collection. */
  collected(reading: HeapReading): LeakSample;
  /** The heap, of a reading between two collections; `undefined` until two were seen. */
  estimated(reading: HeapReading): LeakSample | undefined;
  /** External memory, by a timer. */
  external(reading: MemoryReading): LeakSample;
  /** Native memory, by a timer, and what of it worker threads that live hold; `undefined` where it is not known how much of RSS are pages of files. */
  native(
    reading: MemoryReading,
    fileShare: number | undefined,
    heldByWorkers?: number,
  ): LeakSample | undefined;
}

/** V8 collects again when it has rested for 8 s after a collection (`MemoryReducer`), what the one before did not get to. */
const SECOND_SECONDS = 10;
const SECOND_RATIO = 0.25;

/** What the old generation took in before a collection, and the live heap before that. */
interface Intake {
  readonly time: number;
  readonly from: number;
  readonly bytes: number;
}

/**
 * Full collections are rare: a heap of 128 MB is collected when it has grown by some 8 MB. What the live heap is
 * between two of them is estimated by the share s of what the old generation took in before the last that survived it:
 *   live = L(k) + s (old - L(k)),   s = (L(k) - L(k-1)) / (old before k - L(k-1)), from 0 to 1
 * with L(k) the live heap after collection k. One that follows another soon, with little taken in between, belongs to that. Nothing
 * survives in a healthy process, and all in a mere leak; while a process
 * starts all does in any, so that nothing is estimated before the time `estimateFrom`. External memory
 * is told as it is read, dead buffers included, with what was held when garbage was last collected. Native memory has no limit but
 * that of the process: it may take as much more as the heap may, as the nearest statement of how large that is meant to become. Of what it has
 * grown by, the heaps of workers that live are no garbage, collected or not.
 */
export function createMemorySamples({
  estimateFrom,
}: {
  readonly estimateFrom: number;
}): MemorySamples {
  let live: number | undefined;
  let before: number | undefined;
  let intake: Intake | undefined;
  /** Before the last collection and before the one before it. */
  let survivals: readonly number[] = [];
  let collected: number | undefined;
  let base: number | undefined;
  let swept = false;
  /** Native memory when it was last known what of it lives, and what of it workers held. */
  let known: { readonly value: number; readonly workers: number } | undefined;
  return {
    collected({ time, old, usage, oldSpace, memory, load }) {
      if (live !== undefined) {
        const bytes = Math.max(before ?? old, old, live) - live;
        if (intake && isSecond(intake, time, bytes)) {
          intake = { ...intake, time, bytes: intake.bytes + bytes };
          survivals = [survivalOf(intake, old), ...survivals.slice(1)];
        } else if (before !== undefined) {
          intake = { time, from: live, bytes };
          survivals = [survivalOf(intake, old), ...survivals].slice(0, 2);
        }
      }
      live = old;
      before = undefined;
      collected = usage.external;
      swept = true;
      return { time, value: old, limit: heapLimit(oldSpace, memory, usage), held: old, load };
    },
    estimated({ time, old, usage, oldSpace, memory, load }) {
      before = old;
      if (live === undefined || survivals.length === 0 || time < estimateFrom) return undefined;
      const value = live + Math.min(...survivals) * Math.max(0, old - live);
      return { time, value, limit: heapLimit(oldSpace, memory, usage), held: undefined, load };
    },
    external({ time, usage, oldSpace, memory, load }) {
      const value = usage.external;
      // V8 frees buffers a while after the collection that found them dead: by now, or in its callback.
      const held = collected === undefined ? undefined : Math.min(collected, value);
      collected = undefined;
      return { time, value, limit: externalLimit(oldSpace, memory, usage), held, load };
    },
    native({ time, usage, oldSpace, memory, load }, fileShare, workers = 0) {
      if (fileShare === undefined) return undefined;
      const value = nativeUsage(usage, fileShare);
      if (base === undefined || time < estimateFrom) base = value;
      const limit = Math.min(base + oldSpace, value + memory - usage.rss);
      // What dead formatters, keys and handles hold is freed after the collection that found them: by now.
      if (swept || !known || time < estimateFrom) known = { value, workers };
      const begun = workers - known.workers;
      const held = swept || begun > 0 ? Math.min(value, known.value + begun) : undefined;
      swept = false;
      return { time, value, limit, held, load };
    },
  };
}

function isSecond(last: Intake, time: number, bytes: number): boolean {
  return time - last.time <= SECOND_SECONDS && bytes < SECOND_RATIO * last.bytes;
}

function survivalOf({ from, bytes }: Intake, old: number): number {
  return bytes > 0 ? Math.max(0, (old - from) / bytes) : 0;
}

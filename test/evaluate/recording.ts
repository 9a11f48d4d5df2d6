import { existsSync, readFileSync } from 'node:fs';
import {
  type Area,
  createMemorySamples,
  type LeakSample,
  type MemoryUsage,
  OPTIONS,
} from './detector.ts';

/** Until then growth is start-up, as the detector has it by default. */
export const WARMUP_SECONDS: number = OPTIONS.warmupMillis.fallback / 1000;

/** What the detector read at one time; bytes and monotonic seconds. */
export interface Row extends MemoryUsage {
  readonly time: number;
  /** The live heap, where this was read after a full collection. */
  readonly live?: number;
  readonly heapUsed: number;
  /** The bytes in use of all heap spaces but the young ones, garbage included. */
  readonly old: number;
  readonly oldSpace: number;
  readonly memory: number;
  /** The share of RSS that holds pages of files; recordings of before native memory was judged lack it. */
  readonly fileShare?: number;
}

/** An event of the detector. */
export interface Change {
  readonly time: number;
  readonly area: string;
  readonly state: 'suspected' | 'confirmed' | 'resolved';
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What was true when the process ended; absent where it was ended, as by an exhausted heap. */
export interface Ending {
  readonly time: number;
  readonly states: Readonly<Record<string, string>>;
  /** After a collection that was forced once the verdicts were in. */
  readonly live: number;
  readonly external: number;
  /** Absent where it cannot be told, and in recordings of before it was judged. */
  readonly native?: number;
  /** CPU seconds that the detector ran, and the longest that it ran at a stretch. */
  readonly spent: number;
  readonly longest: number;
  readonly cpu: number;
}

/** Everything that a case left behind, one JSON object a line. */
export interface Recording {
  readonly rows: readonly Row[];
  readonly changes: readonly Change[];
  readonly ending: Ending | undefined;
}

export type Line =
  | { readonly row: Row }
  | { readonly change: Change }
  | { readonly ending: Ending };

/** The recording in a file; empty where there is none. A process that died may have left half a line. */
export function readRecording(file: string): Recording {
  const rows: Row[] = [];
  const changes: Change[] = [];
  let ending: Ending | undefined;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  for (const line of text.split('\n').slice(0, -1)) {
    const entry = JSON.parse(line) as Line;
    if ('row' in entry) rows.push(entry.row);
    else if ('change' in entry) changes.push(entry.change);
    else ending = entry.ending;
  }
  return { rows, changes, ending };
}

/** The samples that the folds of the detector are given. */
export function samplesOf(rows: readonly Row[]): Record<Area, LeakSample[]> {
  const samples = createMemorySamples({ estimateFrom: WARMUP_SECONDS / 2 });
  const heap: LeakSample[] = [];
  const external: LeakSample[] = [];
  const native: LeakSample[] = [];
  for (const { time, live, old, oldSpace, memory, fileShare, ...usage } of rows) {
    const reading = { time, oldSpace, memory, usage };
    if (live !== undefined) heap.push(samples.collected({ ...reading, old: live }));
    else {
      heap.push(...[samples.estimated({ ...reading, old })].filter((each) => each !== undefined));
      external.push(samples.external(reading));
      native.push(...[samples.native(reading, fileShare)].filter((each) => each !== undefined));
    }
  }
  return { heap, external, native };
}

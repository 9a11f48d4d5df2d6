import type { Point } from './theil-sen.ts';

/** The least value of a stretch of time, at the time at which it was seen. */
export interface Bin extends Point {
  /** How many samples the stretch held. */
  readonly count: number;
  /** What was given beside the value. */
  readonly beside?: number | undefined;
}

export interface DyadicMinimaOptions {
  /** The width of a bin of level 0; each level doubles it. */
  readonly width: number;
  readonly levels: number;
  /** How many closed bins each level keeps. */
  readonly capacity: number;
}

/** Minima of a series at several time scales at once, in memory that does not grow. */
export interface DyadicMinima {
  /** Takes a sample, and what goes with it; times that go backwards count as the last. Returns how many levels, from 0 on, closed a bin. */
  push(time: number, value: number, beside?: number): number;
  /** The closed bins of a level, oldest first; stretches without a sample have none. */
  closed(level: number): readonly Bin[];
  /** The last closed bin of a level. */
  newest(level: number): Bin | undefined;
  /**
   * The closed bins and then the one that is still open, where it holds as many samples as the others on
   * average: with fewer its minimum would stand too high.
   */
  window(level: number): readonly Bin[];
  /** The closed bins, then those that are still open at this level and the finer ones, down to the last sample. */
  untilNow(level: number): readonly Bin[];
  /** Forgets everything. */
  clear(): void;
}

/** A bin as numbers in a row: an object for each takes three times the memory. */
const FIELDS = 3;

interface Level {
  /** The open bin. */
  index: number;
  time: number;
  value: number;
  count: number;
  beside: number | undefined;
  /** A ring of `time, value, count` of each closed bin. */
  readonly closed: number[];
  /** A ring of what was given beside them, once anything was. */
  besides: (number | undefined)[] | undefined;
  /** Where the oldest stands, and where the next will. */
  head: number;
}

/** Bins stand at whole multiples of their width; two of one level make one of the next, at O(1) amortised a sample. */
export function createDyadicMinima({ width, levels, capacity }: DyadicMinimaOptions): DyadicMinima {
  /** Those that have seen a sample. */
  let reached: Level[] = [];
  let last = Number.NEGATIVE_INFINITY;

  const put = (
    level: number,
    index: number,
    time: number,
    value: number,
    count: number,
    beside: number | undefined,
  ): number => {
    const open = reached[level];
    if (!open) {
      reached.push({ index, time, value, count, beside, closed: [], besides: undefined, head: 0 });
      return 0;
    }
    if (open.index === index) {
      if (value <= open.value) {
        open.value = value;
        open.time = time;
        open.beside = beside;
      }
      open.count += count;
      return 0;
    }
    const { index: ended, time: at, value: least, count: samples, closed, head } = open;
    const given = open.beside;
    closed[head] = at;
    closed[head + 1] = least;
    closed[head + 2] = samples;
    if (given !== undefined) open.besides ??= [];
    if (open.besides) open.besides[head / FIELDS] = given;
    open.head = (head + FIELDS) % (capacity * FIELDS);
    open.index = index;
    open.time = time;
    open.value = value;
    open.count = count;
    open.beside = beside;
    return level + 1 < levels
      ? 1 + put(level + 1, Math.floor(ended / 2), at, least, samples, given)
      : 1;
  };

  return {
    push(time, value, beside) {
      last = Math.max(last, time);
      return put(0, Math.floor(last / width), last, value, 1, beside);
    },
    closed(level) {
      const known = reached[level];
      return known ? binsOf(known) : [];
    },
    newest(level) {
      const known = reached[level];
      if (!known || known.closed.length === 0) return undefined;
      return closedBin(known, (known.head || known.closed.length) - FIELDS);
    },
    window(level) {
      const known = reached[level];
      if (!known) return [];
      const bins = binsOf(known);
      const samples = bins.reduce((sum, bin) => sum + bin.count, 0);
      return known.count * bins.length < samples ? bins : [...bins, openBin(known)];
    },
    untilNow(level) {
      const known = reached[level];
      const open = reached.slice(0, level + 1).reverse();
      return [...(known ? binsOf(known) : []), ...open.map(openBin)];
    },
    clear() {
      reached = [];
    },
  };
}

function binsOf(level: Level): Bin[] {
  const { closed, head } = level;
  const bins: Bin[] = [];
  for (let passed = 0; passed < closed.length; passed += FIELDS)
    bins.push(closedBin(level, (head + passed) % closed.length));
  return bins;
}

function closedBin({ closed, besides }: Level, at: number): Bin {
  return {
    time: closed[at] as number,
    value: closed[at + 1] as number,
    count: closed[at + 2] as number,
    beside: besides?.[at / FIELDS],
  };
}

function openBin({ time, value, count, beside }: Level): Bin {
  return { time, value, count, beside };
}

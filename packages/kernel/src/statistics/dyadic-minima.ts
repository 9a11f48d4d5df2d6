import type { Point } from './theil-sen.ts';

/** The least value of a stretch of time, at the time at which it was seen. */
export interface Bin extends Point {
  /** How many samples the stretch held. */
  readonly count: number;
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
  /** Takes a sample; times that go backwards count as the last. Returns how many levels, from 0 on, closed a bin. */
  push(time: number, value: number): number;
  /** The closed bins of a level, oldest first; stretches without a sample have none. */
  closed(level: number): readonly Bin[];
  /** The least value of the last closed bin of a level. */
  newest(level: number): number | undefined;
  /**
   * The closed bins and then the one that is still open, where it holds as many samples as the others on
   * average: with fewer its minimum would stand too high.
   */
  window(level: number): readonly Bin[];
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
  /** A ring of `time, value, count` of each closed bin. */
  readonly closed: number[];
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
  ): number => {
    const open = reached[level];
    if (!open) {
      reached.push({ index, time, value, count, closed: [], head: 0 });
      return 0;
    }
    if (open.index === index) {
      if (value <= open.value) {
        open.value = value;
        open.time = time;
      }
      open.count += count;
      return 0;
    }
    const { index: ended, time: at, value: least, count: samples, closed, head } = open;
    closed[head] = at;
    closed[head + 1] = least;
    closed[head + 2] = samples;
    open.head = (head + FIELDS) % (capacity * FIELDS);
    open.index = index;
    open.time = time;
    open.value = value;
    open.count = count;
    return level + 1 < levels ? 1 + put(level + 1, Math.floor(ended / 2), at, least, samples) : 1;
  };
  const binsOf = ({ closed, head }: Level): Bin[] => {
    const bins: Bin[] = [];
    for (let passed = 0; passed < closed.length; passed += FIELDS) {
      const from = (head + passed) % closed.length;
      bins.push({
        time: closed[from] as number,
        value: closed[from + 1] as number,
        count: closed[from + 2] as number,
      });
    }
    return bins;
  };

  return {
    push(time, value) {
      last = Math.max(last, time);
      return put(0, Math.floor(last / width), last, value, 1);
    },
    closed(level) {
      const known = reached[level];
      return known ? binsOf(known) : [];
    },
    newest(level) {
      const { closed = [], head = 0 } = reached[level] ?? {};
      return closed[(head || closed.length) - 2];
    },
    window(level) {
      const known = reached[level];
      if (!known) return [];
      const bins = binsOf(known);
      const samples = bins.reduce((sum, bin) => sum + bin.count, 0);
      const { time, value, count } = known;
      return count * bins.length < samples ? bins : [...bins, { time, value, count }];
    },
    clear() {
      reached = [];
    },
  };
}

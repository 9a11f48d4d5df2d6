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
  /**
   * The closed bins and then the one that is still open, where it holds as many samples as the others on
   * average: with fewer its minimum would stand too high.
   */
  window(level: number): readonly Bin[];
  /** Forgets everything. */
  clear(): void;
}

interface OpenBin {
  readonly index: number;
  time: number;
  value: number;
  count: number;
}

/** Bins stand at whole multiples of their width; two of one level make one of the next, at O(1) amortised a sample. */
export function createDyadicMinima({ width, levels, capacity }: DyadicMinimaOptions): DyadicMinima {
  let open: (OpenBin | undefined)[] = [];
  let closed: Bin[][] = [];
  let last = Number.NEGATIVE_INFINITY;

  const clear = (): void => {
    open = Array.from({ length: levels }, () => undefined);
    closed = Array.from({ length: levels }, () => []);
  };
  clear();

  const put = (level: number, index: number, bin: Bin): number => {
    const current = open[level];
    if (current?.index === index) {
      if (bin.value <= current.value) {
        current.value = bin.value;
        current.time = bin.time;
      }
      current.count += bin.count;
      return 0;
    }
    open[level] = { index, time: bin.time, value: bin.value, count: bin.count };
    if (!current) return 0;
    const kept = closed[level] as Bin[];
    kept.push({ time: current.time, value: current.value, count: current.count });
    if (kept.length > capacity) kept.shift();
    return level + 1 < levels ? 1 + put(level + 1, Math.floor(current.index / 2), current) : 1;
  };

  return {
    push(time, value) {
      last = Math.max(last, time);
      return put(0, Math.floor(last / width), { time: last, value, count: 1 });
    },
    closed: (level) => closed[level] ?? [],
    window(level) {
      const kept = closed[level] ?? [];
      const current = open[level];
      const samples = kept.reduce((sum, bin) => sum + bin.count, 0);
      if (!current || current.count * kept.length < samples) return kept;
      return [...kept, { time: current.time, value: current.value, count: current.count }];
    },
    clear,
  };
}

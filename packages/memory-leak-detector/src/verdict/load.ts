import {
  type Bin,
  createDyadicMinima,
  type DyadicMinimaOptions,
} from '@plimsoll/kernel/statistics/dyadic-minima';

/** A minimum, and the load at its time. */
export type LoadedBin = Bin;

/** What an amount holds for each unit of the load that it follows; 0 where the load was the same all the time, never below. */
export interface PerLoad {
  /** By all that was seen, and where the load rose. */
  readonly all: number;
  readonly rising: number;
}

export interface LoadShare {
  /** Takes what was really held, and the load at that time. */
  push(time: number, held: number, load: number): void;
  /** As it was seen at this time scale and its neighbours. */
  at(level: number): PerLoad;
}

interface Difference {
  readonly ratio: number;
  readonly load: number;
}

/** Scales that are asked on either side: the finer tell what follows the load from what leaks, the coarser remember more. */
const NEIGHBOURS = 2;

/**
 * The median of amount / load over the differences of neighbouring minima, weighted by the difference of the load. A leak adds to it where
 * the load rises and takes from it where the load falls, so that it passes for load only as long as the load has never fallen.
 */
export function createLoadShare(options: DyadicMinimaOptions): LoadShare {
  const minima = createDyadicMinima(options);
  let known = new Map<number, PerLoad>();
  return {
    push(time, held, load) {
      minima.push(time, held, load);
      known = new Map();
    },
    at(level) {
      const before = known.get(level);
      if (before) return before;
      const differences: Difference[] = [];
      for (let each = Math.max(0, level - NEIGHBOURS); each <= level + NEIGHBOURS; each++)
        differences.push(...differencesOf(minima.untilNow(each)));
      differences.sort((a, b) => a.ratio - b.ratio);
      const all = weightedMedian(differences);
      const rising = weightedMedian(differences.filter(({ load }) => load > 0));
      const share = { all: Math.max(0, all), rising: Math.max(0, rising) };
      known.set(level, share);
      return share;
    },
  };
}

function differencesOf(bins: readonly LoadedBin[]): Difference[] {
  return bins.slice(1).flatMap((to, index) => {
    const from = bins[index] as LoadedBin;
    const load = (to.beside ?? 0) - (from.beside ?? 0);
    return load === 0 ? [] : [{ ratio: (to.value - from.value) / load, load }];
  });
}

/** Of what is sorted by its ratio. */
function weightedMedian(differences: readonly Difference[]): number {
  const half = differences.reduce((sum, { load }) => sum + Math.abs(load), 0) / 2;
  let below = 0;
  for (const { ratio, load } of differences) {
    below += Math.abs(load);
    if (below >= half) return ratio;
  }
  return 0;
}

/** An amount without what the load explains since the first, which is left as it is: in the order of time. */
export type LoadRest = (value: number, load: number | undefined) => number;

export function createLoadRest(perLoad: number): LoadRest {
  let first: number | undefined;
  let last: number | undefined;
  return (value, load = last) => {
    first ??= load;
    last = load;
    return load === undefined || first === undefined ? value : value - perLoad * (load - first);
  };
}

/** A window of minima without what the load explains. */
export interface Unexplained {
  readonly bins: readonly LoadedBin[];
  readonly perLoad: number;
  /** Growth does not count beyond this. */
  readonly most: number;
}

/**
 * Growth may be told in either of two ways: by what exceeds what the highest load so far explains, for some memory stays when
 * the load falls; or by what exceeds what the load explains, as far as it ever exceeded the former.
 */
export function withoutLoad(bins: readonly LoadedBin[], perLoad: PerLoad): readonly Unexplained[] {
  if (perLoad.rising === 0) return [{ bins, perLoad: 0, most: Number.POSITIVE_INFINITY }];
  const loads = bins.map(({ beside }) => beside);
  const exceeding = without(bins, highestOf(loads), perLoad.rising);
  const values = exceeding.map(({ value }) => value);
  const most = Math.max(...values) - (values[0] as number);
  return [
    { bins: exceeding, perLoad: perLoad.rising, most: Number.POSITIVE_INFINITY },
    { bins: without(bins, loads, perLoad.all), perLoad: perLoad.all, most },
  ];
}

type Loads = readonly (number | undefined)[];

function without(bins: readonly LoadedBin[], loads: Loads, perLoad: number): LoadedBin[] {
  const rest = createLoadRest(perLoad);
  return bins.map((bin, index) => ({ ...bin, value: rest(bin.value, loads[index]) }));
}

function highestOf(loads: Loads): Loads {
  let highest: number | undefined;
  return loads.map((load) => {
    highest = Math.max(highest ?? load ?? 0, load ?? highest ?? 0);
    return highest;
  });
}

import { createLoadRest, type LoadedBin } from './load.ts';

/** What the samples of a window that tell what was really held must witness. */
export interface Witness {
  /** How many of them a window must hold that accuses, in so large a share of it up to its end. */
  readonly count: number;
  readonly within: number;
  /** Growth counts up to this times what the last of them witnessed. */
  readonly factor: number;
  /** Whether the values between them are estimates, which say nothing of what was given back. */
  readonly estimated: boolean;
  /** Whether a suspicion is confirmed only once one of them, after it, has borne it out. */
  readonly borneOut: boolean;
}

/** Dead memory comes and goes; at least half of what grew must have outlived a collection. */
export const HALF_HELD: Witness = {
  count: 1,
  within: 1,
  factor: 2,
  estimated: false,
  borneOut: true,
};

/** What was really held, seen from the begin of a window. */
interface Testimony {
  readonly times: readonly number[];
  /** The growth until the last. */
  readonly growth: number;
  /** How long that took. */
  readonly seconds: number;
  /** Whether it went on until then; true where too few or more than are kept could tell. */
  readonly steady: boolean;
}

/** The last samples that tell what was really held, one for each bin. */
export interface Witnesses {
  /** Takes one; the least of the bin before it, where it begins one. */
  push(time: number, held: number, load?: number): LoadedBin | undefined;
  /** How many have come after `time`, up to 8. */
  countAfter(time: number): number;
  /** Without what the load explains at so much a unit. */
  since(begin: LoadedBin, perLoad: number): Testimony;
}

/** Where there are more in a window, its bins are made of them and need no witnesses of their own. */
const KEPT = 8;

/** The growth of the last two stretches is compared with all of it. */
const LAST = 2;
const FEWEST = 3;

/** Of what came before them: a curve that saturates falls below this before half of its plateau. */
const STEADY_RATIO = 2 / 3;

interface Held extends LoadedBin {
  readonly bin: number;
}

export function createWitnesses(binSeconds: number): Witnesses {
  let kept: readonly Held[] = [];
  return {
    push(time, value, load) {
      const bin = Math.floor(time / binSeconds);
      const last = kept.at(-1);
      if (last?.bin === bin) {
        if (value < last.value)
          kept = [...kept.slice(0, -1), { bin, time, value, count: 1, beside: load }];
        return undefined;
      }
      kept = [...kept, { bin, time, value, count: 1, beside: load }].slice(-KEPT);
      return last;
    },
    countAfter: (after) => kept.filter(({ time }) => time > after).length,
    since(begin, perLoad) {
      const rest = createLoadRest(perLoad);
      rest(begin.value, begin.beside);
      const seen = kept
        .filter(({ time }) => time >= begin.time)
        .map((held) => ({ ...held, value: rest(held.value, held.beside) }));
      const last = seen.at(-1);
      if (!last) return { times: [], growth: 0, steady: true, seconds: 0 };
      const growth = last.value - begin.value;
      const seconds = last.time - begin.time;
      const times = seen.map(({ time }) => time);
      return { times, growth, steady: goesOn(begin, seen), seconds };
    },
  };
}

function goesOn(begin: LoadedBin, seen: readonly LoadedBin[]): boolean {
  if (seen.length < FEWEST || seen.length === KEPT) return true;
  const stretches = seen.length > FEWEST ? LAST : 1;
  const [from, to] = [seen.at(-1 - stretches), seen.at(-1)] as [LoadedBin, LoadedBin];
  return slopeOf(from, to) >= STEADY_RATIO * slopeOf(begin, from);
}

function slopeOf(from: LoadedBin, to: LoadedBin): number {
  return (to.value - from.value) / (to.time - from.time);
}

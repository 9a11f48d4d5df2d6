import { floorGrowth } from '@plimsoll/kernel/statistics/floor';
import {
  createLeakFold,
  type ExamineWindow,
  examine,
  FORETOLD_RATIO,
  HEAP_WITNESS,
  type LeakFold,
  type LeakVerdictOptions,
  type Witness,
} from '../detector.ts';
import { DEFAULTS } from '../replay.ts';

/** Takes one condition of the verdict away. */
interface Ablation {
  readonly options?: Partial<LeakVerdictOptions>;
  readonly witness?: Witness;
  readonly look?: ExamineWindow;
}

/** No critical value is exceeded by nothing: these odds are more than certain. */
const CERTAIN = 1e9;

export const ABLATION_NAMES = [
  'none',
  'trend',
  'share of the head-room',
  'what was given back before',
  'goes on',
  'no jump',
  'floor',
  'lower bound of the slope',
  'more than one collection',
  'a collection after the suspicion',
] as const;

export type AblationName = (typeof ABLATION_NAMES)[number];

const ABLATIONS: Readonly<Record<AblationName, Ablation>> = {
  none: {},
  trend: { options: { falseAlarmRatio: CERTAIN } },
  'share of the head-room': { options: { suspectedHeadroomRatio: 0, confirmedHeadroomRatio: 0 } },
  'what was given back before': { options: { reversalFactor: 0 } },
  'goes on': { look: (bins) => ({ ...examine(bins), steady: true }) },
  'no jump': { look: (bins) => ({ ...examine(bins), stepped: false }) },
  floor: {
    look(bins) {
      const found = examine(bins);
      return { ...found, growth: found.lower * found.seconds };
    },
  },
  'lower bound of the slope': {
    look(bins) {
      const found = examine(bins);
      return { ...found, growth: found.risen };
    },
  },
  'more than one collection': { witness: { ...HEAP_WITNESS, count: 1 } },
  'a collection after the suspicion': { witness: { ...HEAP_WITNESS, borneOut: false } },
};

/** The fold of the heap as it is by default, without one of its conditions, for a process that ends at `limit`. */
export function foldWithout(name: AblationName, limit: number): LeakFold {
  const { options, witness = HEAP_WITNESS, look = examine } = ABLATIONS[name];
  const all = { ...DEFAULTS, ...options };
  return createLeakFold(all, witness, name === 'floor' ? look : hurried(look, all, limit));
}

/** Looks no closer at windows whose floor has not risen enough to be foretold: no growth is larger than that. Ten times as fast. */
function hurried(look: ExamineWindow, options: LeakVerdictOptions, limit: number): ExamineWindow {
  return (bins) => {
    const [first, last] = [bins.at(0), bins.at(-1)];
    if (!first || !last) return look(bins);
    const enough = FORETOLD_RATIO * options.suspectedHeadroomRatio * (limit - first.value);
    if (floorGrowth(bins.map(({ value }) => value)) >= Math.max(options.materiality, enough))
      return look(bins);
    return {
      slope: 0,
      lower: 0,
      risen: 0,
      z: 0,
      growth: 0,
      steady: false,
      stepped: false,
      first: first.value,
      last: last.value,
      begin: first.time,
      seconds: last.time - first.time,
      samples: bins.length,
    };
  };
}

import { numberOption, type OptionRule, readOptions } from '@plimsoll/kernel';
import { checkOrder, OPTIONS } from '../options.ts';
import { isLoad } from '../samples/load.ts';
import { UNSEEN } from '../unseen.ts';
import { createLeakFold as createVerdict, type LeakVerdict } from '../verdict/leak-verdict.ts';

/** One look at an amount of anything that should not grow for ever. */
export interface AmountSample {
  /** Monotonic seconds since the start of the process. */
  readonly time: number;
  readonly value: number;
  /** Where the amount must end; without it, it is judged as though that were at ten times what it was once warm. */
  readonly limit?: number | undefined;
  /** What the amount follows, from 0 on, in any unit: growth that it explains is not accused. One that is not finite is passed over. */
  readonly load?: number | undefined;
}

/** A fold: a sample in, the verdict out. It has no clock; all time is in the samples. */
export interface AmountFold {
  /** One without a finite value is passed over. */
  push(sample: AmountSample): LeakVerdict;
}

export interface LeakFoldOptions {
  /** How long after the start growth is expected, 0 to 24 h; 60 000 by default. */
  readonly warmupMillis?: number;
  /** The width of the finest bin, 100 ms to 1 h; 60 000 by default. The fastest verdict takes five bins with samples. */
  readonly minBinMillis?: number;
  /** The share of the head-room that growth must have eaten to be suspected, 0.01 to 1; 0.08 by default. */
  readonly suspectedHeadroomRatio?: number;
  /** The same to be confirmed, at least `suspectedHeadroomRatio`; 0.15 by default. */
  readonly confirmedHeadroomRatio?: number;
  /** Growth below this is never reported, in the unit of the values; 100 by default. */
  readonly materiality?: number;
  /** Growth must exceed the largest run-up that was given back times this, 0 to 10; 1.5 by default. */
  readonly reversalFactor?: number;
  /** The accepted odds of a trend by chance, once at start and then a day, up to 0.5; 0.05 by default. */
  readonly falseAlarmRatio?: number;
}

type FoldConfig = Required<LeakFoldOptions>;

/** The rules of the options. */
export const FOLD_OPTIONS: { readonly [K in keyof FoldConfig]: OptionRule<FoldConfig[K]> } = {
  warmupMillis: OPTIONS.warmupMillis,
  minBinMillis: { ...OPTIONS.minBinMillis, fallback: 60_000 },
  suspectedHeadroomRatio: OPTIONS.suspectedHeadroomRatio,
  confirmedHeadroomRatio: OPTIONS.confirmedHeadroomRatio,
  materiality: numberOption(100, { min: 0, max: Number.MAX_VALUE }),
  reversalFactor: OPTIONS.reversalFactor,
  falseAlarmRatio: OPTIONS.falseAlarmRatio,
};

/** An amount without a limit is judged as though it ended at so many times what it was once warm. */
const NOMINAL_FACTOR = 10;

/** From this share of that on it has been outgrown: a leak would have been confirmed long before. */
const OUTGROWN_RATIO = 0.5;

/**
 * The verdict of the detector on any series: open files, sockets, timers, entries of a cache. Whatever is counted is held, so
 * that no collection must vouch for it. Throws a `TypeError` or `RangeError` for bad options.
 */
export function createLeakFold(options?: LeakFoldOptions): AmountFold {
  const config = readOptions(FOLD_OPTIONS, options, 'createLeakFold');
  checkOrder(config);
  return createAmountFold(config);
}

/** The same of options that were checked. */
export function createAmountFold(config: FoldConfig): AmountFold {
  const warmupSeconds = config.warmupMillis / 1000;
  const fold = createVerdict({
    ...config,
    warmupSeconds,
    minBinSeconds: config.minBinMillis / 1000,
  });
  let nominal = 0;
  let verdict = UNSEEN;
  return {
    push({ time, value, limit, load }) {
      if (!Number.isFinite(value) || !Number.isFinite(time)) return verdict;
      if (time < warmupSeconds || value > OUTGROWN_RATIO * nominal)
        nominal = NOMINAL_FACTOR * Math.max(value, config.materiality);
      const known = isLoad(load) ? load : undefined;
      verdict = fold.push({ time, value, limit: limit ?? nominal, held: value, load: known });
      // Nothing ends at a limit that nobody has set.
      if (limit === undefined) verdict = { ...verdict, timeLeftSeconds: undefined };
      return verdict;
    },
  };
}

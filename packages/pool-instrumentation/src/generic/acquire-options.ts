import {
  choiceOption,
  numberOption,
  type OptionRule,
  objectOption,
  readOptions,
} from '@plimsoll/kernel';
import { type PoolPriority, PRIORITIES } from './request-queue.ts';
import { DAY_MILLIS } from './settings.ts';

export interface AcquireOptions {
  /** Who is served first: `critical`, `high`, `normal` (default) or `low`. */
  readonly priority?: PoolPriority;
  /** Ends the wait with the reason of its abortion. */
  readonly signal?: AbortSignal | undefined;
  /** How long to wait instead of `acquireTimeoutMillis`, in milliseconds; 1 to one day. */
  readonly timeoutMillis?: number | undefined;
}

type Checked = Required<AcquireOptions>;

const RULES: { readonly [K in keyof Checked]: OptionRule<Checked[K]> } = {
  priority: choiceOption('normal', PRIORITIES),
  signal: objectOption<AbortSignal | undefined>(undefined),
  timeoutMillis: numberOption(undefined, { min: 1, max: DAY_MILLIS }),
};

const DEFAULTS: Checked = { priority: 'normal', signal: undefined, timeoutMillis: undefined };

/** Options that were checked, with the defaults of those that were not given. */
export function acquireOptions(given: AcquireOptions | undefined): Checked {
  return given === undefined ? DEFAULTS : readOptions(RULES, given, 'acquire');
}

import type { MeterProvider } from '@opentelemetry/api';
import {
  numberOption,
  type OptionRule,
  readOptions,
  signalOption,
  stringOption,
} from '@plimsoll/kernel/options';

export interface FrameOptions {
  /** What is drawn or advanced: a window, a canvas, a game loop. Becomes an attribute: few, and no two alike. */
  readonly surface: string;
  /** The tenant, view or job that the frames are of. Default the unit in which the monitor is made, if any. */
  readonly unit?: string;
  /** How many frames a second are wanted, from 1 to 1000. */
  readonly targetHz: number;
  /** From when on a gap or a frame is a pause and not counted, in milliseconds from 1000 to 3600000. Default 5000. */
  readonly pauseAfterMillis?: number;
  /** Monotonic seconds. Default `performance.now()`. */
  readonly clock?: { now(): number };
  /** Who makes the meter. Default the global one, which may come late. */
  readonly meterProvider?: MeterProvider;
  /** Its abort ends the monitor; for browsers without `Symbol.dispose`. */
  readonly signal?: AbortSignal;
}

const RULES: {
  readonly surface: OptionRule<string | undefined>;
  readonly unit: OptionRule<string | undefined>;
  readonly targetHz: OptionRule<number | undefined>;
  readonly pauseAfterMillis: OptionRule<number>;
  readonly clock: OptionRule<{ now(): number }>;
  readonly meterProvider: OptionRule<MeterProvider | undefined>;
  readonly signal: OptionRule<AbortSignal | undefined>;
} = {
  surface: stringOption(undefined),
  unit: stringOption(undefined),
  targetHz: numberOption(undefined, { min: 1, max: 1000 }),
  pauseAfterMillis: numberOption(5000, { min: 1000, max: 3_600_000 }),
  clock: withMethod('now', { now: () => performance.now() / 1000 }),
  meterProvider: withMethod<MeterProvider | undefined>('getMeter', undefined),
  signal: signalOption,
};

function withMethod<T>(name: string, fallback: T): OptionRule<T> {
  return {
    expected: `an object with a method \`${name}\``,
    fallback,
    type: (value) =>
      typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function',
  };
}

/** What was chosen, with the defaults. */
export type FrameSettings = Omit<FrameOptions, 'pauseAfterMillis' | 'clock'> &
  Required<Pick<FrameOptions, 'pauseAfterMillis' | 'clock'>>;

/** Throws a `TypeError` for an unknown option, a missing one or a wrong type, and a `RangeError` for a value out of range. */
export function readFrameOptions(options: FrameOptions): FrameSettings {
  const { meterProvider, signal, unit, ...read } = readOptions(
    RULES,
    options,
    'createFrameMonitor',
  );
  for (const key of ['surface', 'targetHz'] as const)
    if (read[key] === undefined)
      throw new TypeError(`Expected \`${key}\` to be ${RULES[key].expected}, got \`undefined\``);
  return {
    ...(read as typeof read & { surface: string; targetHz: number }),
    ...(unit !== undefined && { unit }),
    ...(meterProvider && { meterProvider }),
    ...(signal && { signal }),
  };
}

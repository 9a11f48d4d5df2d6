import {
  booleanOption,
  choicesOption,
  type Faults,
  numberOption,
  type OptionRule,
  readEnvironment,
} from '@plimsoll/kernel';
import type { FileOptions } from './file/options.ts';

/** What `plimsoll/register` starts. */
export const INSTRUMENTATIONS = ['resources', 'pools', 'leaks'] as const;

export interface Settings {
  /** How long the application has to bring an SDK before one of our own is started, 0 to 1 h; 3000 by default. */
  readonly sdkWaitMillis: number;
  /** How long the end of the process may take to send what has been measured, 0 to 1 min; 1000 by default. */
  readonly exitFlushMillis: number;
  /**
   * Whether an SDK of our own judges resources besides memory for leaks: file descriptors, timers, sockets, worker threads,
   * connections in use; `false` by default.
   */
  readonly resourceLeaks: boolean;
  /** Instrumentations that are not started; none by default. */
  readonly disabledInstrumentations: readonly (typeof INSTRUMENTATIONS)[number][];
}

/** What `plimsoll/register` itself is told, by `PLIMSOLL_SDK_WAIT_MILLIS` and so on. */
export const OPTIONS: { readonly [K in keyof Settings]: OptionRule<Settings[K]> } = {
  sdkWaitMillis: numberOption(3000, { min: 0, max: 3_600_000, integer: true }),
  exitFlushMillis: numberOption(1000, { min: 0, max: 60_000, integer: true }),
  resourceLeaks: booleanOption(false),
  disabledInstrumentations: choicesOption([], INSTRUMENTATIONS),
};

export const PREFIX = 'PLIMSOLL_';

type Variables = Readonly<Record<string, string | undefined>>;

/** The configuration file wins over the environment. */
export function readSettings(variables: Variables, file: FileOptions, faults: Faults): Settings {
  const defaults = Object.fromEntries(
    Object.entries(OPTIONS).map(([key, rule]) => [key, rule.fallback]),
  ) as unknown as Settings;
  return {
    ...defaults,
    ...readEnvironment(OPTIONS, PREFIX, variables, faults),
    ...file.read(OPTIONS),
  };
}

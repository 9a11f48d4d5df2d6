import {
  functionOption,
  numberOption,
  type OptionRule,
  readOptions,
  stringOption,
} from '@plimsoll/kernel';
import type { PoolAdapter } from './pool.ts';

/** How idle connections are checked: by `query` or by `ping`, one of the two. */
export interface HealthCheckOptions {
  /** What a connection is asked, as `select 1`. */
  readonly query?: string;
  /** Asks a connection; it is dead where this throws or rejects. */
  readonly ping?: (connection: never) => unknown;
  /** How often each idle connection is checked, less up to a tenth at random; 1 s to one day, 30 seconds by default. */
  readonly intervalMillis?: number;
  /** How long an answer may take; 1 ms to one hour, 5 seconds by default. */
  readonly timeoutMillis?: number;
}

export interface HealthCheckSettings {
  readonly query: string | undefined;
  readonly ping: ((connection: unknown) => unknown) | undefined;
  readonly intervalMillis: number;
  readonly timeoutMillis: number;
}

const RULES: { readonly [K in keyof HealthCheckSettings]: OptionRule<HealthCheckSettings[K]> } = {
  query: stringOption(undefined),
  ping: functionOption(undefined),
  intervalMillis: numberOption(30_000, { min: 1000, max: 86_400_000 }),
  timeoutMillis: numberOption(5000, { min: 1, max: 3_600_000 }),
};

/** The options, checked; throws a `TypeError` or `RangeError` where they are wrong. */
export function healthCheckOf(
  options: HealthCheckOptions | undefined,
): HealthCheckSettings | undefined {
  if (options === undefined) return undefined;
  const settings = readOptions(RULES, options, 'healthCheck');
  if ((settings.query === undefined) === (settings.ping === undefined))
    throw new TypeError('Expected `healthCheck` to have either `query` or `ping`');
  return settings;
}

/** Why the pools of a client cannot be checked so; `undefined` where they can. */
export function whyUncheckable(
  { takeIdle, query }: Pick<PoolAdapter<never>, 'takeIdle' | 'query'>,
  { ping }: HealthCheckSettings,
): string | undefined {
  if (!takeIdle) return 'its idle connections cannot be reached';
  return ping || query ? undefined : 'it is to be asked by `ping`, not by `query`';
}

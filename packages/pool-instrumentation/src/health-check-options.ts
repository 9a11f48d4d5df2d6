import { numberOption, type OptionRule, readOptions, stringOption } from '@plimsoll/kernel';
import type { PoolAdapter } from './pool.ts';

/** How idle connections are checked: by `query` or by `ping`, one of the two. */
export interface HealthCheckOptions {
  /** What a connection is asked, as `select 1`. */
  readonly query?: string;
  /**
   * Asks a connection, which is dead where this throws or rejects; `true` asks as the client does, where it has a ping of
   * its own.
   */
  readonly ping?: true | ((connection: never) => unknown);
  /** How often each idle connection is checked, less up to a tenth at random; 1 s to one day, 30 seconds by default. */
  readonly intervalMillis?: number;
  /** How long an answer may take; 1 ms to one hour, 5 seconds by default. */
  readonly timeoutMillis?: number;
}

export interface HealthCheckSettings {
  readonly query: string | undefined;
  readonly ping: true | ((connection: unknown) => unknown) | undefined;
  readonly intervalMillis: number;
  readonly timeoutMillis: number;
}

const pingOption: OptionRule<HealthCheckSettings['ping']> = {
  expected: 'a function or true',
  fallback: undefined,
  type: (value) => value === true || typeof value === 'function',
};

const RULES: { readonly [K in keyof HealthCheckSettings]: OptionRule<HealthCheckSettings[K]> } = {
  query: stringOption(undefined),
  ping: pingOption,
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

/** Why `pool` cannot be checked so; `undefined` where it can. */
export function whyUncheckable<P extends object>(
  pool: P,
  { takeIdle, query, ping }: Pick<PoolAdapter<P>, 'takeIdle' | 'query' | 'ping'>,
  settings: HealthCheckSettings,
): string | undefined {
  if (!takeIdle) return 'its idle connections cannot be reached';
  if (settings.ping === true) return ping ? undefined : 'its client has no `ping` of its own';
  return settings.ping || query?.(pool)
    ? undefined
    : 'it is to be asked by a `ping` of yours, not by `query`';
}

import {
  booleanOption,
  functionOption,
  numberOption,
  type OptionRule,
  stringOption,
} from '@plimsoll/kernel';
import { isTransientError } from './errors.ts';

/** A timer holds no more. */
export const DAY_MILLIS = 86_400_000;

/** A time that a timer holds. */
const millis = (fallback: number, min = 1): OptionRule<number> =>
  numberOption(fallback, { min, max: DAY_MILLIS });

/** A time or a count after which something happens; `Infinity` for never. */
const after = (fallback: number): OptionRule<number> =>
  numberOption(fallback, { min: 1, max: Number.POSITIVE_INFINITY });

/** How a pool of ours behaves. */
export interface CreatePoolOptions {
  /** Value of `db.client.connection.pool.name` where the pool is observed. */
  readonly name?: string;
  /** The most resources at a time, those included that are being made or destroyed; 1 to 100000, 10 by default. */
  readonly max?: number;
  /** Idle resources that are kept ready, as far as `max` lets; 0 to `max`, none by default. */
  readonly minIdle?: number;
  /** The most requests that wait; one more is refused at once. 1 to 1000000, 10000 by default. */
  readonly maxWaiting?: number;
  /** How long a request waits; 30 seconds by default. */
  readonly acquireTimeoutMillis?: number;
  /** How long one attempt to create may take, after which its signal is aborted; 10 seconds by default. */
  readonly createTimeoutMillis?: number;
  /** How long a validation may take before it counts as failed; 5 seconds by default. */
  readonly validateTimeoutMillis?: number;
  /** How long a destruction holds its place; 10 seconds by default. */
  readonly destroyTimeoutMillis?: number;
  /** How long `start()` waits for the first resources; 30 seconds by default. */
  readonly startTimeoutMillis?: number;
  /** How long `close()` waits for what is lent; 10 seconds by default. */
  readonly drainTimeoutMillis?: number;
  /** The wait after a failure to create, doubled with each further one, at random from half to all of it; 10 ms by default. */
  readonly backoffMinMillis?: number;
  /** What that wait grows to; 5 seconds by default. */
  readonly backoffMaxMillis?: number;
  /** A resource that was found alive, or came back, less than this ago is lent without validation; 500 ms by default. */
  readonly validateAfterMillis?: number;
  /** An idle resource is validated after this time, less up to a tenth at random; 2 minutes by default, `Infinity` for never. */
  readonly keepaliveMillis?: number;
  /** A resource is replaced when it is as old as this, less up to 2.5 % at random; 30 minutes by default, `Infinity` for never. */
  readonly maxLifetimeMillis?: number;
  /** A resource is replaced when it was lent as often as this; `Infinity` by default. */
  readonly maxUses?: number;
  /** An idle resource that `minIdle` does not keep is closed after this; 10 minutes by default, `Infinity` for never. */
  readonly idleTimeoutMillis?: number;
  /** By how much a request of one priority may be overtaken by later ones of the next higher; 5 seconds by default. */
  readonly priorityAgingMillis?: number;
  /** Whether `start()` rejects where no resource can be created; `true` by default. */
  readonly failFast?: boolean;
  /** Whether a failure to create passes by itself; by default by its code, as `ECONNREFUSED` or SQLSTATE 57P03. */
  readonly isTransient?: (error: unknown) => boolean;
}

/** Options that were checked, with the defaults of those that were not given. */
export type PoolSettings = Required<Omit<CreatePoolOptions, 'name'>> & {
  readonly name: string | undefined;
};

export const SETTINGS: { readonly [K in keyof PoolSettings]: OptionRule<PoolSettings[K]> } = {
  name: stringOption(undefined),
  max: numberOption(10, { min: 1, max: 100_000, integer: true }),
  minIdle: numberOption(0, { min: 0, max: 100_000, integer: true }),
  maxWaiting: numberOption(10_000, { min: 1, max: 1_000_000, integer: true }),
  acquireTimeoutMillis: millis(30_000),
  createTimeoutMillis: millis(10_000),
  validateTimeoutMillis: millis(5_000),
  destroyTimeoutMillis: millis(10_000),
  startTimeoutMillis: millis(30_000),
  drainTimeoutMillis: millis(10_000),
  backoffMinMillis: millis(10),
  backoffMaxMillis: millis(5_000),
  validateAfterMillis: millis(500, 0),
  keepaliveMillis: after(120_000),
  maxLifetimeMillis: after(1_800_000),
  maxUses: after(Number.POSITIVE_INFINITY),
  idleTimeoutMillis: after(600_000),
  priorityAgingMillis: millis(5_000, 0),
  failFast: booleanOption(true),
  isTransient: functionOption(isTransientError),
};

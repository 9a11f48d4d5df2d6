import {
  booleanOption,
  type Constraint,
  choiceOption,
  choicesOption,
  numberOption,
  type OptionRule,
  type OptionValues,
  objectOption,
  stringOption,
} from '@plimsoll/kernel';
import type { HealthCheckOptions } from './health-check-options.ts';

/** `auto`: samples, and every acquire of a pool that has held a connection too long. */
export const CAPTURE_SITES = ['auto', 'always', 'never'] as const;

/** `all`, or what a pool says of itself. */
const MEASURES = ['all', 'counts'] as const;

/** The clients whose pools are found by themselves. */
export const CLIENTS = [
  // One line each.
  'pg',
  'generic-pool',
  'plimsoll',
  'mysql2',
  'mongodb',
  'tarn',
  'redis',
  'redis-pool',
  'ioredis',
  'sequelize-pool',
  'oracledb',
  'amqplib',
] as const;

/** Instrumentations of others whose metrics ours would double. */
export const OTHERS = [
  'instrumentation-pg',
  'instrumentation-mongodb',
  'instrumentation-oracledb',
  'node-redis',
] as const;

/** A `setTimeout` holds no more; more is a mistake of unit. */
const DAY_MILLIS = 86_400_000;

type PoolRules = {
  readonly leakThresholdMillis: OptionRule<number>;
  readonly captureSites: OptionRule<(typeof CAPTURE_SITES)[number]>;
  readonly measure: OptionRule<(typeof MEASURES)[number]>;
  readonly waitTargetMillis: OptionRule<number>;
  readonly explainTimeouts: OptionRule<boolean>;
  readonly healthCheck: OptionRule<HealthCheckOptions | undefined>;
  readonly reclaimAfterMillis: OptionRule<number | undefined>;
  readonly leaveTo: OptionRule<readonly (typeof OTHERS)[number][]>;
};

const perPool: PoolRules = {
  leakThresholdMillis: numberOption(60_000, { min: 1, max: DAY_MILLIS }),
  captureSites: choiceOption('auto', CAPTURE_SITES),
  measure: choiceOption('all', MEASURES),
  waitTargetMillis: numberOption(10, { min: 1, max: 60_000 }),
  explainTimeouts: booleanOption(false),
  healthCheck: objectOption<HealthCheckOptions | undefined>(undefined),
  reclaimAfterMillis: numberOption(undefined, { min: 1, max: DAY_MILLIS }),
  leaveTo: choicesOption([], OTHERS),
};

/** @internal The rules of the options of `observePool`. */
export const OBSERVE_OPTIONS: PoolRules & { readonly name: OptionRule<string | undefined> } = {
  name: stringOption(undefined),
  ...perPool,
};

/** @internal The rules of the options of `PoolInstrumentation`, for those who read them from the environment. */
export const OPTIONS: PoolRules & {
  readonly enabled: OptionRule<boolean>;
  readonly clients: OptionRule<readonly (typeof CLIENTS)[number][]>;
} = {
  enabled: booleanOption(true),
  clients: choicesOption(CLIENTS, CLIENTS),
  ...perPool,
};

type Measured = Pick<OptionValues<PoolRules>, 'measure' | 'explainTimeouts' | 'reclaimAfterMillis'>;

/** Throws a `RangeError` where counts alone are measured and more is asked for. */
function checkMeasure({ measure, explainTimeouts, reclaimAfterMillis }: Measured): void {
  if (measure === 'all') return;
  if (explainTimeouts)
    throw new RangeError(
      "Expected `explainTimeouts` to be false where `measure` is 'counts', got `true` (boolean)",
    );
  if (reclaimAfterMillis !== undefined)
    throw new RangeError(
      `Expected \`reclaimAfterMillis\` to be absent where \`measure\` is 'counts', got \`${reclaimAfterMillis}\` (number)`,
    );
}

/** @internal What holds between the options. */
export const CONSTRAINTS: readonly Constraint<Measured>[] = [
  { keys: ['measure', 'explainTimeouts', 'reclaimAfterMillis'], check: checkMeasure },
];

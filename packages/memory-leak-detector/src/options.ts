import {
  booleanOption,
  type Constraint,
  choiceOption,
  functionOption,
  numberOption,
  type OptionRule,
  type OptionValues,
  stringOption,
} from '@plimsoll/kernel';
import type { ProfileFormat } from './evidence/profile-file.ts';

const DAY_MILLIS = 86_400_000;
const MEBIBYTE = 2 ** 20;

export interface MemoryLeakOptions {
  /** Whether it starts when it is constructed; `true` by default. */
  readonly enabled?: boolean;
  /**
   * How long after the start of the process growth is expected, 0 to 24 h; 60 000 by default: modules are loaded and hot code is
   * compiled. Slower warm-ups are told by their slowing down. Until then growth must eat 40 and 60 % of the head-room.
   */
  readonly warmupMillis?: number;
  /** The least time between two samples of the heap, 100 ms to 1 h; 1000 by default, for full collections can storm. */
  readonly minSampleIntervalMillis?: number;
  /** The time between two samples of external and native memory, 100 ms to 1 h; 10 000 by default. */
  readonly externalIntervalMillis?: number;
  /** The width of the finest bin, 100 ms to 1 h; 10 000 by default. The fastest verdict takes five bins with samples. */
  readonly minBinMillis?: number;
  /** The share of the head-room that growth must have eaten to be suspected, 0.01 to 1; 0.08 by default. */
  readonly suspectedHeadroomRatio?: number;
  /** The same to be confirmed, at least `suspectedHeadroomRatio`; 0.15 by default. */
  readonly confirmedHeadroomRatio?: number;
  /**
   * Growth below this is never reported; 6 MiB by default, above the noise of a live heap and below what V8 lets it grow by
   * between two collections.
   */
  readonly materialityBytes?: number;
  /** The same of native memory; 32 MiB by default, for allocators keep what was freed, and more of it after each burst. */
  readonly nativeMaterialityBytes?: number;
  /** Growth must exceed the largest run-up that was given back times this, 0 to 10; 1.5 by default, 0 turns it off. */
  readonly reversalFactor?: number;
  /** The accepted odds of an alarm by chance, once at start and then a day, up to 0.5; 0.05 by default: growth must be material besides. */
  readonly falseAlarmRatio?: number;
  /**
   * What live memory follows, asked whenever memory is looked at: open sessions, subscriptions, jobs that wait; from 0 on, in
   * any unit. Growth that it explains is not accused. None by default.
   */
  readonly load?: () => number;
  /** The memory that the process may use, in bytes, where the container's limit cannot be read. */
  readonly memoryLimitBytes?: number;
  /**
   * Whether the functions are found whose allocations stay, once a leak is suspected, and V8 is asked for a collection where only that tells
   * native memory from garbage; `true` by default.
   */
  readonly evidence?: boolean;
  /** How long allocations are sampled for it at most, 1 s to 24 h; 3 600 000 by default. As long again they are not. */
  readonly evidenceMillis?: number;
  /**
   * No look at what was sampled is taken that would make the process stand still for longer, 0 to 1 min; 1000 by default, enough for
   * a live heap of 800 MB. From Node 26 on no look takes a collection. For native memory no collection is asked for that takes over 100 ms.
   */
  readonly evidencePauseMillis?: number;
  /** The folder that heap profiles are written to; none by default. It is made where it is not there. */
  readonly evidenceFolder?: string;
  /** As what they are: `v8`, by default, `.heapprofile` for Chrome DevTools, or `pprof`, `.heap.pb.gz` for `go tool pprof`. */
  readonly profileFormat?: ProfileFormat;
  /** How many files of each kind are kept there, 1 to 1000; 5 by default. */
  readonly evidenceFileLimit?: number;
  /** When a heap snapshot is written to `evidenceFolder`: `never`, by default, or when a leak of the heap is `confirmed`. */
  readonly snapshotOn?: 'never' | 'confirmed';
  /** The least time between two of them, of all processes that share the folder, 1 min to 30 days; 6 h by default. */
  readonly snapshotIntervalMillis?: number;
  /** None is taken that is expected to make the process stand still for longer, 0 to 10 min; 5000 by default. */
  readonly snapshotPauseMillis?: number;
  /**
   * What V8 itself writes to the working directory, or to that of `--diagnostic-dir`, when the heap is about to end: `nothing` by default, a
   * `profile` of what was allocated since the limit was near, from Node 26 on, or a `snapshot`, which takes ten times the memory and stops the process for a minute a gigabyte.
   */
  readonly nearLimit?: 'nothing' | 'profile' | 'snapshot';
  /** The share of its limit that the heap holds after collections from which on its pressure is elevated, 0.1 to 1; 0.75 by default. */
  readonly elevatedRatio?: number;
  /** The same for critical pressure, at least `elevatedRatio`; 0.85 by default. */
  readonly criticalRatio?: number;
  /** The same from which on the limit is near, at least `criticalRatio`; 0.92 by default. */
  readonly nearLimitRatio?: number;
  /** It is near as well when growth will reach it in this time, 0 to 1 h; 60 000 by default, enough to drain. */
  readonly drainMillis?: number;
}

/** One rule for each option. */
export type LeakRules = {
  readonly [K in keyof Required<MemoryLeakOptions>]: OptionRule<
    K extends 'memoryLimitBytes' | 'evidenceFolder' | 'load'
      ? MemoryLeakOptions[K] | undefined
      : NonNullable<MemoryLeakOptions[K]>
  >;
};

/**
 * The rules of the options.
 * @internal
 */
export const OPTIONS: LeakRules = {
  enabled: booleanOption(true),
  warmupMillis: numberOption(60_000, { min: 0, max: DAY_MILLIS }),
  minSampleIntervalMillis: numberOption(1000, { min: 100, max: 3_600_000 }),
  externalIntervalMillis: numberOption(10_000, { min: 100, max: 3_600_000 }),
  minBinMillis: numberOption(10_000, { min: 100, max: 3_600_000 }),
  suspectedHeadroomRatio: numberOption(0.08, { min: 0.01, max: 1 }),
  confirmedHeadroomRatio: numberOption(0.15, { min: 0.01, max: 1 }),
  materialityBytes: numberOption(6 * MEBIBYTE, { min: 0, max: 2 ** 50 }),
  nativeMaterialityBytes: numberOption(32 * MEBIBYTE, { min: 0, max: 2 ** 50 }),
  reversalFactor: numberOption(1.5, { min: 0, max: 10 }),
  falseAlarmRatio: numberOption(0.05, { min: 1e-9, max: 0.5 }),
  load: functionOption(undefined),
  memoryLimitBytes: numberOption(undefined, { min: 1, max: 2 ** 53 }),
  evidence: booleanOption(true),
  evidenceMillis: numberOption(3_600_000, { min: 1000, max: DAY_MILLIS }),
  evidencePauseMillis: numberOption(1000, { min: 0, max: 60_000 }),
  evidenceFolder: stringOption(undefined),
  profileFormat: choiceOption('v8', ['v8', 'pprof']),
  evidenceFileLimit: numberOption(5, { min: 1, max: 1000, integer: true }),
  snapshotOn: choiceOption('never', ['never', 'confirmed']),
  snapshotIntervalMillis: numberOption(6 * 3_600_000, { min: 60_000, max: 30 * DAY_MILLIS }),
  snapshotPauseMillis: numberOption(5000, { min: 0, max: 600_000 }),
  nearLimit: choiceOption('nothing', ['nothing', 'profile', 'snapshot']),
  elevatedRatio: numberOption(0.75, { min: 0.1, max: 1 }),
  criticalRatio: numberOption(0.85, { min: 0.1, max: 1 }),
  nearLimitRatio: numberOption(0.92, { min: 0.1, max: 1 }),
  drainMillis: numberOption(60_000, { min: 0, max: 3_600_000 }),
};

/** The options as they are once checked. */
export type LeakConfig = OptionValues<LeakRules>;

/** Throws a `RangeError` where the shares of the limit do not ascend. */
function checkLevels(
  config: Pick<LeakConfig, 'elevatedRatio' | 'criticalRatio' | 'nearLimitRatio'>,
): void {
  const { elevatedRatio, criticalRatio, nearLimitRatio } = config;
  if (criticalRatio < elevatedRatio || nearLimitRatio < criticalRatio)
    throw new RangeError(
      `Expected \`elevatedRatio\`, \`criticalRatio\` and \`nearLimitRatio\` to ascend, got ${elevatedRatio}, ${criticalRatio} and ${nearLimitRatio}`,
    );
}

/** Throws a `TypeError` where snapshots are wanted and no folder is given. */
function checkFolder(config: Pick<LeakConfig, 'snapshotOn' | 'evidenceFolder'>): void {
  if (config.snapshotOn !== 'never' && config.evidenceFolder === undefined)
    throw new TypeError(
      `Expected \`evidenceFolder\` to be given where \`snapshotOn\` is '${config.snapshotOn}'`,
    );
}

/** Throws a `RangeError` where options that are right by themselves contradict each other. */
export function checkOrder(
  config: Pick<LeakConfig, 'suspectedHeadroomRatio' | 'confirmedHeadroomRatio'>,
): void {
  if (config.confirmedHeadroomRatio < config.suspectedHeadroomRatio)
    throw new RangeError(
      `Expected \`confirmedHeadroomRatio\` to be at least \`suspectedHeadroomRatio\` (${config.suspectedHeadroomRatio}), got \`${config.confirmedHeadroomRatio}\` (number)`,
    );
}

/** @internal What holds between the options. */
export const CONSTRAINTS: readonly Constraint<LeakConfig>[] = [
  { keys: ['suspectedHeadroomRatio', 'confirmedHeadroomRatio'], check: checkOrder },
  { keys: ['snapshotOn', 'evidenceFolder'], check: checkFolder },
  { keys: ['elevatedRatio', 'criticalRatio', 'nearLimitRatio'], check: checkLevels },
];

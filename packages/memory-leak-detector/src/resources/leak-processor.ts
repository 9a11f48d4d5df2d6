import {
  booleanOption,
  createEmitter,
  createFaults,
  type LoggerProviderLike,
  numberOption,
  type OptionValues,
  readOptions,
} from '@plimsoll/kernel';
import { checkOrder } from '../options.ts';
import { UNSEEN } from '../unseen.ts';
import type { LeakState } from '../verdict/leak-verdict.ts';
import { SCOPE } from '../version.ts';
import {
  type AmountFold,
  createAmountFold,
  FOLD_OPTIONS,
  type LeakFoldOptions,
} from './amount-fold.ts';
import { type CollectedMetrics, type SeriesAttributes, samplesIn } from './match.ts';
import { announce, createProduce, type JudgedSeries } from './publish.ts';
import { checkWatched, WATCHED_OPTION, type WatchedResource } from './watched.ts';

export interface LeakProcessorOptions extends Omit<LeakFoldOptions, 'materiality'> {
  /** What is judged, in place of `WATCHED`. */
  readonly resources?: readonly WatchedResource[];
  /** How many series are judged at most, 1 to 1000; 50 by default, up to 30 kB each after a month. Others are one warning. */
  readonly seriesLimit?: number;
  /** Whether changes of state are events; `true` by default. Of several readers one is enough. */
  readonly events?: boolean;
}

/** What is known of one watched series; rates in the unit of the metric. */
export interface ResourceReading {
  readonly metric: string;
  readonly attributes: SeriesAttributes;
  readonly state: LeakState;
  /** 0 to 1: the share of the growth that confirmation takes. */
  readonly suspicion: number;
  readonly growthPerSecond: number | undefined;
  readonly value: number;
  /** Where it ends, if that is known. */
  readonly limit: number | undefined;
  /** Seconds until then at this rate, at most 30 days. */
  readonly timeLeftSeconds: number | undefined;
}

/** A metric processor for one reader, of SDK 2.x or 3.x. */
export interface LeakProcessor {
  /** What was collected, and what is thought of it. */
  process<Metrics extends CollectedMetrics>(metrics: Metrics): Metrics;
  /** The last verdicts. */
  read(): readonly ResourceReading[];
  /** Sends events to this provider instead of the global one. */
  setLoggerProvider(provider: LoggerProviderLike): void;
}

const { materiality: _, ...FOLD } = FOLD_OPTIONS;

const RULES = {
  ...FOLD,
  resources: WATCHED_OPTION,
  seriesLimit: numberOption(50, { min: 1, max: 1000, integer: true }),
  events: booleanOption(true),
};

type Config = OptionValues<typeof RULES>;

/** One that was not seen for so long makes room for another. */
const FORGOTTEN_SECONDS = 3600;

interface Known extends JudgedSeries {
  readonly fold: AmountFold;
  readonly begin: number;
  readonly seen: number;
}

/**
 * Judges series of any gauge or up-down counter as the detector judges the heap: file descriptors, sockets, timers, connections
 * of a pool, entries of a cache; adds `plimsoll.resource.*` to what is collected and makes an event of each change of state. Time is
 * that of the collections; one that goes backwards stands. Throws a `TypeError` or `RangeError` for bad options.
 */
export function createLeakProcessor(options?: LeakProcessorOptions): LeakProcessor {
  const config = readOptions(RULES, options, 'createLeakProcessor');
  const { resources, seriesLimit, events } = config;
  checkWatched(resources);
  for (const resource of resources) checkOrder(foldConfig(config, resource));
  const faults = createFaults(SCOPE.name);
  const emitter = createEmitter(SCOPE.name, SCOPE.version, faults);
  const produce = createProduce(faults);
  const series = new Map<string, Known>();
  let elapsed = 0;
  let last: number | undefined;
  let startMillis: number | undefined;

  const admit = (): boolean => {
    if (series.size < seriesLimit) return true;
    for (const [key, { seen }] of series)
      if (elapsed - seen > FORGOTTEN_SECONDS) return series.delete(key);
    faults.report(`more than ${seriesLimit} series to be judged: the others are not`);
    return false;
  };

  return {
    process(metrics) {
      emitter.flush();
      const samples = samplesIn(metrics, resources, (metric) =>
        faults.report(`${metric} is no gauge and no cumulative up-down counter, it is not judged`),
      );
      if (samples.length === 0) return metrics;
      const now = Math.max(...samples.map(({ time }) => time));
      elapsed += Math.max(0, now - (last ?? now));
      last = now;
      startMillis ??= now * 1000;
      const judged: Known[] = [];
      for (const { key, resource, attributes, value, limit, load } of samples) {
        if (!series.has(key) && !admit()) continue;
        const known = series.get(key);
        const fold = known?.fold ?? createAmountFold(foldConfig(config, resource));
        const begin = known?.begin ?? elapsed;
        const verdict = fold.push({ time: elapsed - begin, value, limit, load });
        const { metric } = resource;
        const one = { metric, attributes, verdict, limit, fold, begin, seen: elapsed };
        series.set(key, one);
        judged.push(one);
        const before = known?.verdict.state ?? UNSEEN.state;
        if (events && verdict.state !== before) announce(emitter, one, before, now * 1000);
      }
      const added = produce(judged, startMillis, now * 1000);
      const scopeMetrics = [...metrics.scopeMetrics, { scope: { ...SCOPE }, metrics: added }];
      return { ...metrics, scopeMetrics };
    },
    read: () => [...series.values()].map(readingOf),
    setLoggerProvider: (provider) => emitter.bind(provider),
  };
}

/** Each series may spend its part of the odds. */
function foldConfig(config: Config, resource: WatchedResource) {
  return {
    ...config,
    materiality: resource.materiality ?? FOLD_OPTIONS.materiality.fallback,
    suspectedHeadroomRatio: resource.suspectedHeadroomRatio ?? config.suspectedHeadroomRatio,
    confirmedHeadroomRatio: resource.confirmedHeadroomRatio ?? config.confirmedHeadroomRatio,
    falseAlarmRatio: config.falseAlarmRatio / config.seriesLimit,
  };
}

function readingOf({ metric, attributes, verdict, limit }: Known): ResourceReading {
  return {
    metric,
    attributes,
    state: verdict.state,
    suspicion: verdict.suspicion,
    growthPerSecond: verdict.growthRate,
    value: verdict.value,
    limit,
    timeLeftSeconds: verdict.timeLeftSeconds,
  };
}

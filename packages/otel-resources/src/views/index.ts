import type { MetricSpec } from '@plimsoll/kernel';
import { choiceOption, numberOption, type OptionRule, readOptions } from '@plimsoll/kernel/options';
import { METRICS } from '../metrics.ts';
import { SCOPE } from '../version.ts';
import { bucketsOf, PROFILES, type Profile, reports } from './profiles.ts';

export { METRICS_OF, PROFILES, type Profile, reports } from './profiles.ts';

/** What a user can choose. */
export interface ViewsOptions {
  /**
   * How much is reported: `core` is at most 60 series, `default` at most 150, `full` everything. Default `'default'`.
   */
  readonly profile?: Profile;
  /**
   * `explicit`: buckets with fixed bounds, fewer of them below `full`; `exponential`: those that fit themselves to what
   * is measured, for readers that send OTLP. The Prometheus exporter of OpenTelemetry JS drops exponential ones.
   * Default `'explicit'`.
   */
  readonly histograms?: 'explicit' | 'exponential';
  /**
   * How many series one metric can have, 2 to 2000; what comes beyond is one series more, with the attribute
   * `otel.metric.overflow`. Default 200.
   */
  readonly maxSeriesPerMetric?: number;
}

/** One of the `views` of a `MeterProvider`: a plain object that SDK 2.x and 3.x take alike. */
export interface View {
  meterName: string;
  instrumentName: string;
  /** The `AggregationType` of `@opentelemetry/sdk-metrics` by number: 1 drops, 4 is explicit, 5 exponential. */
  aggregation?:
    | { type: 1 }
    | { type: 4; options: { boundaries: number[] } }
    | { type: 5; options: { maxSize: number } };
  attributesProcessors?: {
    process<A extends Readonly<Record<string, unknown>>>(incoming: A): A;
  }[];
  aggregationCardinalityLimit?: number;
}

const OPTIONS: {
  readonly profile: OptionRule<Profile>;
  readonly histograms: OptionRule<'explicit' | 'exponential'>;
  readonly maxSeriesPerMetric: OptionRule<number>;
} = {
  profile: choiceOption('default', PROFILES),
  histograms: choiceOption('explicit', ['explicit', 'exponential']),
  maxSeriesPerMetric: numberOption(200, { min: 2, max: 2000, integer: true }),
};

/** The default of the specification: its error is at most 5 % where the values span four decimal powers. */
const EXPONENTIAL_BUCKETS = 160;

/**
 * The views of this package's metrics for the `views` of a `MeterProvider`, one for each metric: the JavaScript SDK
 * measures twice what two views select. Throws a `TypeError` or a `RangeError` for a bad option.
 */
export function views(options?: ViewsOptions): View[] {
  const { profile, histograms, maxSeriesPerMetric } = readOptions(OPTIONS, options, 'views');
  const view = (spec: MetricSpec): View => {
    const { name, instrument, buckets, attributes = [] } = spec;
    const selected = { meterName: SCOPE.name, instrumentName: name };
    if (!reports(profile, name)) return { ...selected, aggregation: { type: 1 } };
    return {
      ...selected,
      // The limit counts the overflow too.
      aggregationCardinalityLimit: maxSeriesPerMetric + 1,
      // What is observed with fewer attributes is not added up by the SDK: the last value would stand for all.
      ...(!instrument.startsWith('observable') && { attributesProcessors: [allow(attributes)] }),
      ...(buckets &&
        (histograms === 'exponential'
          ? { aggregation: { type: 5, options: { maxSize: EXPONENTIAL_BUCKETS } } }
          : {
              aggregation: {
                type: 4,
                options: { boundaries: [...bucketsOf(profile, name, buckets)] },
              },
            })),
    };
  };
  return Object.values(METRICS).map(view);
}

/** Lets the attributes of the catalogue through; the same object where there are no others, so that none is copied. */
function allow(keys: readonly string[]): NonNullable<View['attributesProcessors']>[number] {
  return {
    process: (incoming) =>
      Object.keys(incoming).every((key) => keys.includes(key))
        ? incoming
        : (Object.fromEntries(
            Object.entries(incoming).filter(([key]) => keys.includes(key)),
          ) as typeof incoming),
  };
}

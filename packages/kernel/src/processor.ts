import { createFaults } from './fault.ts';

/**
 * A fold over the metrics of one reader: takes what was collected and returns a new object, never the same one
 * changed. One instance serves one reader. `ResourceMetrics` is that of `@opentelemetry/sdk-metrics`, 2.x or 3.x.
 */
export interface MetricProcessor<ResourceMetrics> {
  process(metrics: ResourceMetrics): ResourceMetrics;
}

/** What a reader calls to collect; the same in SDK 2.x and 3.x. */
interface Producer {
  collect(
    options?: never,
  ): Promise<{ readonly resourceMetrics: unknown; readonly errors: unknown[] }>;
}

/** The public part of a metric reader; the same in SDK 2.x and 3.x. */
interface Reader {
  setMetricProducer(producer: never): void;
  selectAggregation(instrument: never): unknown;
  selectAggregationTemporality(instrument: never): unknown;
  selectCardinalityLimit(instrument: never): number;
  collect(options?: never): Promise<unknown>;
  shutdown(options?: never): Promise<void>;
  forceFlush(options?: never): Promise<void>;
}

/** What a reader collects: `ResourceMetrics`. */
export type MetricsOf<R extends Reader> = Parameters<R['setMetricProducer']>[0] extends {
  collect(...options: never): Promise<infer C>;
}
  ? C extends { readonly resourceMetrics: infer Metrics }
    ? Metrics
    : never
  : never;

/**
 * The reader, with everything that it collects folded by the processors in their order: what is exported is what
 * they return. Give the result, and not the reader itself, to the SDK; keep the reader for its own methods.
 * A processor that throws, or answers with nothing, is passed over and reported once.
 */
export function withProcessors<R extends Reader>(
  reader: R,
  processors: readonly MetricProcessor<MetricsOf<R>>[],
): Pick<R, keyof Reader> {
  const faults = createFaults('withProcessors');
  const fold = (collected: MetricsOf<R>): MetricsOf<R> =>
    processors.reduce<MetricsOf<R>>((metrics, processor, index) => {
      const cause = `processor ${index} failed, what it was given passes unchanged`;
      return faults.guard(cause, () => processor.process(metrics)) ?? metrics;
    }, collected);
  const wrapped: Reader = {
    setMetricProducer(producer: Producer) {
      const folded: Producer = {
        async collect(options) {
          const { resourceMetrics, errors } = await producer.collect(options);
          return { resourceMetrics: fold(resourceMetrics as MetricsOf<R>), errors };
        },
      };
      reader.setMetricProducer(folded as never);
    },
    selectAggregation: (instrument) => reader.selectAggregation(instrument),
    selectAggregationTemporality: (instrument) => reader.selectAggregationTemporality(instrument),
    selectCardinalityLimit: (instrument) => reader.selectCardinalityLimit(instrument),
    collect: (options) => reader.collect(options),
    shutdown: (options) => reader.shutdown(options),
    forceFlush: (options) => reader.forceFlush(options),
  };
  return wrapped as Pick<R, keyof Reader>;
}

import type { Attributes, Histogram } from '@opentelemetry/api';
import { type InstrumentationContext, type Instruments, instruments } from '@plimsoll/kernel';
import { healthMetrics, type TellHealthCheck } from './health-metrics.ts';
import type { BucketHistogram } from './histogram.ts';
import { METRICS } from './metrics.ts';
import type { ObservedPool, PoolSink } from './observed-pool.ts';
import type { CloseReason, PoolRequest } from './pool.ts';
import { leakReturned, leakSuspected } from './pool-events.ts';
import { collected, histogramMetric, type PoolMetricProducer } from './producer.ts';
import type { PoolSeries } from './series.ts';
import { SCOPE } from './version.ts';

/** What a view of the application throws must not reach its pool. */
const LOST = 'recording a measurement failed';

const { createTime, waitTime, useTime, timeouts, leaks, closed } = METRICS;
const HISTOGRAMS = { createTime, waitTime, useTime };
const COUNTERS = { timeouts, leaks, closed };

/** Records what happens to pools: through the api, or for readers that collect the histograms themselves. */
export class PoolRecording implements PoolSink {
  readonly #context: InstrumentationContext;
  readonly #series: () => Iterable<PoolSeries>;
  readonly #counters: Instruments<typeof COUNTERS>;
  readonly #tellCheck: TellHealthCheck;
  #histograms: Instruments<typeof HISTOGRAMS> | undefined;
  #scope: string = SCOPE.name;
  /** Whether the api has taken a value. */
  #delivered = false;
  #startMillis: number;

  constructor(context: InstrumentationContext, series: () => Iterable<PoolSeries>) {
    this.#context = context;
    this.#series = series;
    this.#histograms = instruments(context.meter, HISTOGRAMS);
    this.#counters = instruments(context.meter, COUNTERS);
    this.#tellCheck = healthMetrics(context);
    this.#startMillis = context.clock.epochMillis();
  }

  waited(series: PoolSeries, seconds: number): void {
    if (series.leaves.has('waitTime')) return;
    this.#record(this.#histograms?.waitTime, series.waitTime, series, seconds);
  }

  held(series: PoolSeries, seconds: number): void {
    this.#record(this.#histograms?.useTime, series.useTime, series, seconds);
  }

  opened(series: PoolSeries, seconds: number): void {
    if (series.leaves.has('createTime')) return;
    this.#record(this.#histograms?.createTime, series.createTime, series, seconds);
  }

  timedOut(series: PoolSeries): void {
    if (!series.leaves.has('timeouts')) this.#count('timeouts', series, series.attributes);
  }

  closed(series: PoolSeries, reason: CloseReason): void {
    this.#count('closed', series, series.closed(reason));
  }

  leakSuspected(pool: ObservedPool, loan: PoolRequest, seconds: number): void {
    pool.series.leaks++;
    this.#count('leaks', pool.series, pool.series.attributes);
    leakSuspected(this.#context, pool, loan, seconds);
  }

  leakReturned(pool: ObservedPool, loan: PoolRequest, seconds: number): void {
    leakReturned(this.#context, pool, loan, seconds);
  }

  checked(pool: ObservedPool, seconds: number, error?: unknown): void {
    this.#tellCheck(pool, seconds, error);
  }

  /** A counter has a zero before its first event, so that the event is an increase. */
  begin(series: PoolSeries): void {
    if (series.counting) return;
    series.seen = true;
    if (series.countsOnly) return;
    series.counting = true;
    if (!series.leaves.has('timeouts')) this.#counters.timeouts.add(0, series.attributes);
    this.#counters.leaks.add(0, series.attributes);
    for (const attributes of series.closings()) this.#counters.closed.add(0, attributes);
  }

  /**
   * Hands the histograms over by `collectHistograms` from now on and records none through the api. What the api
   * has delivered stays there, under the other scope, so that the sum over both stays true.
   */
  leaveApi(): void {
    if (!this.#histograms) return;
    this.#histograms = undefined;
    const { meter, clock } = this.#context;
    const series = [...this.#series()];
    if (meter.bound && (this.#delivered || series.some((each) => each.recorded()))) {
      this.#scope = `${SCOPE.name}/producer`;
      this.#startMillis = clock.epochMillis();
      for (const each of series) each.clear();
    }
    for (const spec of Object.values(HISTOGRAMS)) meter.forget(spec);
  }

  collectHistograms(): Awaited<ReturnType<PoolMetricProducer['collect']>> {
    const endMillis = this.#context.clock.epochMillis();
    const series = [...this.#series()];
    const metrics = (['createTime', 'waitTime', 'useTime'] as const).map((key) =>
      histogramMetric(
        METRICS[key],
        series.map((each) => each.finished(key, this.#startMillis)),
        endMillis,
      ),
    );
    return collected({ name: this.#scope, version: SCOPE.version }, metrics);
  }

  /** Until it is known who takes the values, both keep them. */
  #record(
    histogram: Histogram | undefined,
    own: BucketHistogram,
    series: PoolSeries,
    seconds: number,
  ): void {
    const delivers = histogram !== undefined && this.#context.meter.bound;
    if (!delivers) own.record(seconds);
    if (!histogram) return;
    try {
      if (delivers) this.begin(series);
      this.#delivered ||= delivers;
      histogram.record(seconds, series.attributes);
    } catch (error) {
      this.#context.faults.report(LOST, error);
    }
  }

  #count(key: keyof typeof COUNTERS, series: PoolSeries, attributes: Attributes): void {
    try {
      this.begin(series);
      this.#counters[key].add(1, attributes);
    } catch (error) {
      this.#context.faults.report(LOST, error);
    }
  }
}

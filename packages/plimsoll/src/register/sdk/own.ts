import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  type IMetricReader,
  InstrumentType,
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { Faults, LoggerProviderLike } from '@plimsoll/kernel';
import { type GuestExporter, guestExporter } from './guest.ts';
import { createJudge } from './judge.ts';
import type { MetricPush, SdkPlan } from './plan.ts';
import { servePrometheus } from './prometheus.ts';

export interface OwnSdkOptions {
  readonly plan: SdkPlan;
  readonly faults: Faults;
  /** How long a flush may take. */
  readonly flushMillis: number;
  /** Whether the main process of the service is another: then no port is opened. */
  readonly isChild: boolean;
  /** Whether the process is about to end: then no port is opened either. */
  readonly isEnding: boolean;
  /** Whether resources besides memory are judged for leaks. */
  readonly resourceLeaks: boolean;
  /** What hands its metrics straight to the readers; it goes to all of them. */
  readonly takeProducers: () => MetricProducer[];
}

/** An SDK that registers no global: it is there for our instrumentations only. */
export interface OwnSdk {
  readonly meterProvider: MeterProvider | undefined;
  readonly loggerProvider: LoggerProviderLike | undefined;
  /** Whether a connection to this process is a scrape of `/metrics`. */
  ownsSocket(socket: unknown): boolean;
  flush(): Promise<void>;
  /** Ends it; with `keepMetrics` the metrics that nobody has seen yet are not sent. */
  shutdown(options: { readonly keepMetrics: boolean }): Promise<void>;
}

/** Builds what is planned. */
export async function startOwnSdk(options: OwnSdkOptions): Promise<OwnSdk> {
  const { plan, flushMillis, faults } = options;
  const { resource } = plan;
  const pushes = await possible(
    plan.metrics.map((push) => guestPush(push, options)),
    faults,
  );
  const processors = await possible(
    plan.logs.map(async ({ create, batch }) => {
      const exporter = guestExporter(await create(), flushMillis, faults);
      return new BatchLogRecordProcessor({ exporter, ...batch });
    }),
    faults,
  );
  // From here on at once: who scrapes is to find an SDK behind the port.
  const address = options.isChild || options.isEnding ? undefined : plan.prometheus;
  const isRead = pushes.length > 0 || address !== undefined;
  // A producer tells cumulative values alone.
  const producers =
    isRead && pushes.every(({ exporter }) => isCumulative(exporter)) ? options.takeProducers() : [];
  const endpoint = address && servePrometheus(address, faults, producers);
  const readers: IMetricReader[] = pushes.map((push) => periodic(push, producers));
  if (endpoint) readers.push(endpoint.reader);
  const judge = options.resourceLeaks ? createJudge(faults) : undefined;
  for (const reader of readers) judge?.watch(reader);
  const meterProvider = readers.length > 0 ? new MeterProvider({ resource, readers }) : undefined;
  const loggerProvider =
    processors.length > 0 ? new LoggerProvider({ resource, processors }) : undefined;
  if (loggerProvider) judge?.setLoggerProvider(loggerProvider);
  return {
    meterProvider,
    loggerProvider,
    ownsSocket: (socket) => endpoint?.owns(socket) ?? false,
    async flush() {
      await Promise.allSettled([meterProvider?.forceFlush(), loggerProvider?.forceFlush()]);
    },
    async shutdown({ keepMetrics }) {
      endpoint?.[Symbol.dispose]();
      if (keepMetrics) for (const { exporter } of pushes) exporter.mute();
      await Promise.allSettled([meterProvider?.shutdown(), loggerProvider?.shutdown()]);
    },
  };
}

/** Those that can be made; an exporter that cannot, for want of a certificate, does not take the others with it. */
async function possible<T>(makings: readonly Promise<T>[], faults: Faults): Promise<T[]> {
  const made = await Promise.allSettled(makings);
  return made.flatMap((each) => {
    if (each.status === 'fulfilled') return [each.value];
    faults.report('an exporter could not be started', each.reason);
    return [];
  });
}

type MetricExporter = GuestExporter<ResourceMetrics> &
  Pick<PushMetricExporter, 'selectAggregation' | 'selectAggregationTemporality'>;

interface GuestPush extends Omit<MetricPush, 'create'> {
  readonly exporter: MetricExporter;
}

async function guestPush(
  { create, ...times }: MetricPush,
  { flushMillis, faults }: OwnSdkOptions,
): Promise<GuestPush> {
  const inner = await create();
  const exporter = {
    ...guestExporter<ResourceMetrics>(inner, flushMillis, faults),
    ...(inner.selectAggregation && { selectAggregation: inner.selectAggregation.bind(inner) }),
    ...(inner.selectAggregationTemporality && {
      selectAggregationTemporality: inner.selectAggregationTemporality.bind(inner),
    }),
  };
  return { exporter, ...times };
}

function isCumulative(exporter: MetricExporter): boolean {
  const wanted = exporter.selectAggregationTemporality?.(InstrumentType.OBSERVABLE_COUNTER);
  return wanted === undefined || wanted === AggregationTemporality.CUMULATIVE;
}

function periodic(
  { exporter, intervalMillis, timeoutMillis }: GuestPush,
  metricProducers: MetricProducer[],
): PeriodicExportingMetricReader {
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: intervalMillis,
    exportTimeoutMillis: Math.min(intervalMillis, timeoutMillis),
    metricProducers,
  });
}

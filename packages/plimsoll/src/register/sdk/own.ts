import {
  BatchLogRecordProcessor,
  type BatchLogRecordProcessorOptions,
  LoggerProvider,
} from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  type IMetricReader,
  InstrumentType,
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { LoggerProviderLike } from '@plimsoll/kernel';
import type { Environment } from '../environment.ts';
import {
  type ExporterOptions,
  logExporters,
  type MetricExporter,
  metricExporters,
  metricNames,
} from './exporters.ts';
import { servePrometheus } from './prometheus.ts';
import { resourceOf } from './resource.ts';

export interface OwnSdkOptions extends ExporterOptions {
  /** Whether the main process of the service is another: then no port is opened. */
  readonly isChild: boolean;
  /** Whether the process is about to end: then no port is opened either. */
  readonly isEnding: boolean;
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

/** Builds it from the `OTEL_*` variables as `NodeSDK` does (see docs/decisions). */
export async function startOwnSdk(options: OwnSdkOptions): Promise<OwnSdk> {
  const { environment, isChild } = options;
  const resource = resourceOf(environment, isChild);
  const pushes = await metricExporters(options);
  const logs = await logExporters(options);
  // From here on at once: who scrapes is to find an SDK behind the port.
  const isRead = pushes.length > 0 || opensPort(options);
  // A producer tells cumulative values alone.
  const producers = isRead && pushes.every(isCumulative) ? options.takeProducers() : [];
  const endpoint = opensPort(options)
    ? servePrometheus(environment, options.faults, producers)
    : undefined;
  const readers: IMetricReader[] = pushes.map((exporter) => periodic(exporter, options, producers));
  if (endpoint) readers.push(endpoint.reader);
  const meterProvider = readers.length > 0 ? new MeterProvider({ resource, readers }) : undefined;
  const loggerProvider =
    logs.length > 0
      ? new LoggerProvider({
          resource,
          processors: logs.map(
            (exporter) => new BatchLogRecordProcessor({ exporter, ...batchOf(environment) }),
          ),
        })
      : undefined;
  return {
    meterProvider,
    loggerProvider,
    ownsSocket: (socket) => endpoint?.owns(socket) ?? false,
    async flush() {
      await Promise.allSettled([meterProvider?.forceFlush(), loggerProvider?.forceFlush()]);
    },
    async shutdown({ keepMetrics }) {
      endpoint?.[Symbol.dispose]();
      if (keepMetrics) for (const push of pushes) push.mute();
      await Promise.allSettled([meterProvider?.shutdown(), loggerProvider?.shutdown()]);
    },
  };
}

function opensPort({ environment, isChild, isEnding }: OwnSdkOptions): boolean {
  return !isChild && !isEnding && metricNames(environment).includes('prometheus');
}

function isCumulative(exporter: MetricExporter): boolean {
  const wanted = exporter.selectAggregationTemporality?.(InstrumentType.OBSERVABLE_COUNTER);
  return wanted === undefined || wanted === AggregationTemporality.CUMULATIVE;
}

function periodic(
  exporter: MetricExporter,
  options: OwnSdkOptions,
  metricProducers: MetricProducer[],
): PeriodicExportingMetricReader {
  const { environment } = options;
  const interval = environment.positive('OTEL_METRIC_EXPORT_INTERVAL', 60_000);
  const timeout = environment.positive('OTEL_METRIC_EXPORT_TIMEOUT', 30_000);
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(interval, timeout),
    metricProducers,
  });
}

/** The defaults are those of the specification. */
function batchOf(environment: Environment): Omit<BatchLogRecordProcessorOptions, 'exporter'> {
  return {
    maxQueueSize: environment.positive('OTEL_BLRP_MAX_QUEUE_SIZE', 2048),
    scheduledDelayMillis: environment.positive('OTEL_BLRP_SCHEDULE_DELAY', 1000),
    exportTimeoutMillis: environment.positive('OTEL_BLRP_EXPORT_TIMEOUT', 30_000),
    maxExportBatchSize: environment.positive('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', 512),
  };
}

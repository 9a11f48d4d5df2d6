import { OTLPMetricExporterBase } from '@opentelemetry/exporter-metrics-otlp-http';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
} from '@opentelemetry/otlp-transformer';
import {
  BatchLogRecordProcessor,
  type BatchLogRecordProcessorOptions,
  ConsoleLogRecordExporter,
  LoggerProvider,
  type LogRecordExporter,
} from '@opentelemetry/sdk-logs';
import {
  ConsoleMetricExporter,
  type IMetricReader,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import type { Faults, LoggerProviderLike } from '@plimsoll/kernel';
import type { Environment } from '../environment.ts';
import { type GuestExporter, guestExporter } from './guest.ts';
import { otlpHttp } from './otlp-http.ts';
import { type PrometheusEndpoint, servePrometheus } from './prometheus.ts';
import { resourceOf } from './resource.ts';

export interface OwnSdkOptions {
  readonly environment: Environment;
  readonly faults: Faults;
  /** Whether the main process of the service is another: then no port is opened. */
  readonly isChild: boolean;
  /** Whether the process is about to end: then no port is opened either. */
  readonly isEnding: boolean;
  /** How long a flush may take. */
  readonly flushMillis: number;
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

const METRIC_EXPORTERS = 'otlp, prometheus, console, none';
const LOG_EXPORTERS = 'otlp, console, none';
const PROTOCOLS = 'grpc, http/protobuf, http/json';

/** Builds it from the `OTEL_*` variables as `NodeSDK` does (see docs/decisions). */
export async function startOwnSdk(options: OwnSdkOptions): Promise<OwnSdk> {
  const { environment, isChild } = options;
  const resource = resourceOf(environment, isChild);
  const endpoint = endpointOf(options);
  const pushes = await metricExporters(options);
  const readers: IMetricReader[] = pushes.map((exporter) => periodic(exporter, options));
  if (endpoint) readers.push(endpoint.reader);
  const meterProvider = readers.length > 0 ? new MeterProvider({ resource, readers }) : undefined;
  const logs = await logExporters(options);
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

function metricNames(environment: Environment): readonly string[] {
  const names = environment.list('OTEL_METRICS_EXPORTER', ['otlp']);
  return names.includes('none') ? [] : names;
}

function endpointOf(options: OwnSdkOptions): PrometheusEndpoint | undefined {
  const { environment, faults, isChild, isEnding } = options;
  if (isChild || isEnding || !metricNames(environment).includes('prometheus')) return undefined;
  return servePrometheus(environment, faults);
}

type MetricExporter = GuestExporter<Parameters<PushMetricExporter['export']>[0]> &
  Pick<PushMetricExporter, 'selectAggregation' | 'selectAggregationTemporality'>;

async function metricExporters({
  environment,
  flushMillis,
  faults,
}: OwnSdkOptions): Promise<MetricExporter[]> {
  const exporters: MetricExporter[] = [];
  for (const name of metricNames(environment)) {
    if (name === 'prometheus') continue;
    if (name !== 'otlp' && name !== 'console') {
      environment.bad('OTEL_METRICS_EXPORTER', METRIC_EXPORTERS, name);
      continue;
    }
    const inner: PushMetricExporter =
      name === 'console' ? new ConsoleMetricExporter() : await otlpMetrics(environment);
    exporters.push({
      ...guestExporter(inner, flushMillis, faults),
      ...(inner.selectAggregation && {
        selectAggregation: inner.selectAggregation.bind(inner),
      }),
      ...(inner.selectAggregationTemporality && {
        selectAggregationTemporality: inner.selectAggregationTemporality.bind(inner),
      }),
    });
  }
  return exporters;
}

async function otlpMetrics(environment: Environment): Promise<PushMetricExporter> {
  switch (protocolOf(environment, 'METRICS')) {
    case 'grpc': {
      const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-grpc');
      return new OTLPMetricExporter();
    }
    case 'http/json':
      return new OTLPMetricExporterBase(
        otlpHttp('METRICS', 'application/json', JsonMetricsSerializer),
      );
    default:
      return new OTLPMetricExporterBase(
        otlpHttp('METRICS', 'application/x-protobuf', ProtobufMetricsSerializer),
      );
  }
}

function periodic(exporter: MetricExporter, options: OwnSdkOptions): PeriodicExportingMetricReader {
  const { environment } = options;
  const interval = environment.positive('OTEL_METRIC_EXPORT_INTERVAL', 60_000);
  const timeout = environment.positive('OTEL_METRIC_EXPORT_TIMEOUT', 30_000);
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(interval, timeout),
  });
}

/** Events go where the metrics go: without a word about logs, no collector is presumed beside `/metrics`. */
async function logExporters({
  environment,
  flushMillis,
  faults,
}: OwnSdkOptions): Promise<GuestExporter<Parameters<LogRecordExporter['export']>[0]>[]> {
  const fallback = metricNames(environment).includes('otlp') ? ['otlp'] : [];
  const names = environment.list('OTEL_LOGS_EXPORTER', fallback);
  const exporters: LogRecordExporter[] = [];
  for (const name of names.includes('none') ? [] : names) {
    if (name === 'otlp') exporters.push(await otlpLogs(environment));
    else if (name === 'console') exporters.push(new ConsoleLogRecordExporter());
    else environment.bad('OTEL_LOGS_EXPORTER', LOG_EXPORTERS, name);
  }
  return exporters.map((exporter) => guestExporter(exporter, flushMillis, faults));
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

async function otlpLogs(environment: Environment): Promise<LogRecordExporter> {
  switch (protocolOf(environment, 'LOGS')) {
    case 'grpc': {
      const { OTLPLogExporter } = await import('@opentelemetry/exporter-logs-otlp-grpc');
      return new OTLPLogExporter();
    }
    case 'http/json':
      return otlpHttp('LOGS', 'application/json', JsonLogsSerializer);
    default:
      return otlpHttp('LOGS', 'application/x-protobuf', ProtobufLogsSerializer);
  }
}

function protocolOf(environment: Environment, signal: 'METRICS' | 'LOGS'): string {
  const own = `OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`;
  const variable = environment.text(own) ? own : 'OTEL_EXPORTER_OTLP_PROTOCOL';
  const protocol = environment.text(variable) ?? 'http/protobuf';
  if (!PROTOCOLS.split(', ').includes(protocol))
    environment.bad(variable, `one of ${PROTOCOLS}; using http/protobuf`, protocol);
  return protocol;
}

import { OTLPMetricExporterBase } from '@opentelemetry/exporter-metrics-otlp-http';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
} from '@opentelemetry/otlp-transformer';
import { ConsoleLogRecordExporter, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { ConsoleMetricExporter, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { Environment } from '../environment.ts';
import { checkOtlp } from './otlp-environment.ts';
import { otlpHttp, otlpHttpFromEnvironment } from './otlp-http.ts';
import type { LogPush, MetricPush, PrometheusAddress, SdkPlan } from './plan.ts';
import { resourceFromEnvironment } from './resource.ts';

const METRIC_EXPORTERS = 'of otlp, prometheus, console, none; leaving it out';
const LOG_EXPORTERS = 'of otlp, console, none; leaving it out';
const PROTOCOLS = 'grpc, http/protobuf, http/json';

/** The SDK that the `OTEL_*` variables tell, as `NodeSDK` reads them (see docs/decisions). */
export function planFromEnvironment(environment: Environment, isChild: boolean): SdkPlan {
  const names = namesOf(environment);
  return {
    resource: resourceFromEnvironment(environment, isChild),
    metrics: names.flatMap((name) => metricPush(name, environment) ?? []),
    prometheus: names.includes('prometheus') ? addressOf(environment) : undefined,
    logs: logPushes(environment, names),
  };
}

function namesOf(environment: Environment): readonly string[] {
  const names = environment.list('OTEL_METRICS_EXPORTER', ['otlp']);
  return names.includes('none') ? [] : names;
}

function metricPush(name: string, environment: Environment): MetricPush | undefined {
  if (name === 'prometheus') return undefined;
  if (name !== 'otlp' && name !== 'console') {
    environment.bad('OTEL_METRICS_EXPORTER', METRIC_EXPORTERS, name);
    return undefined;
  }
  return {
    create: async () =>
      name === 'console' ? new ConsoleMetricExporter() : otlpMetrics(environment),
    intervalMillis: environment.positive('OTEL_METRIC_EXPORT_INTERVAL', 60_000),
    timeoutMillis: environment.positive('OTEL_METRIC_EXPORT_TIMEOUT', 30_000),
  };
}

async function otlpMetrics(environment: Environment): Promise<PushMetricExporter> {
  const http = (type: 'application/json' | 'application/x-protobuf') =>
    otlpHttpFromEnvironment('METRICS', type);
  switch (protocolOf(environment, 'METRICS')) {
    case 'grpc': {
      const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-grpc');
      return new OTLPMetricExporter();
    }
    case 'http/json':
      return new OTLPMetricExporterBase(otlpHttp(http('application/json'), JsonMetricsSerializer));
    default:
      return new OTLPMetricExporterBase(
        otlpHttp(http('application/x-protobuf'), ProtobufMetricsSerializer),
      );
  }
}

function addressOf(environment: Environment): PrometheusAddress {
  return {
    host: environment.text('OTEL_EXPORTER_PROMETHEUS_HOST') ?? '127.0.0.1',
    port: environment.positive('OTEL_EXPORTER_PROMETHEUS_PORT', 9464, 65_535),
  };
}

/** Events go where the metrics go: without a word about logs, no collector is presumed beside `/metrics`. */
function logPushes(environment: Environment, metricNames: readonly string[]): LogPush[] {
  const fallback = metricNames.includes('otlp') ? ['otlp'] : [];
  const names = environment.list('OTEL_LOGS_EXPORTER', fallback);
  return (names.includes('none') ? [] : names).flatMap((name) => {
    if (name !== 'otlp' && name !== 'console') {
      environment.bad('OTEL_LOGS_EXPORTER', LOG_EXPORTERS, name);
      return [];
    }
    return {
      create: async () =>
        name === 'console' ? new ConsoleLogRecordExporter() : otlpLogs(environment),
      batch: batchOf(environment),
    };
  });
}

async function otlpLogs(environment: Environment): Promise<LogRecordExporter> {
  const http = (type: 'application/json' | 'application/x-protobuf') =>
    otlpHttpFromEnvironment('LOGS', type);
  switch (protocolOf(environment, 'LOGS')) {
    case 'grpc': {
      const { OTLPLogExporter } = await import('@opentelemetry/exporter-logs-otlp-grpc');
      return new OTLPLogExporter();
    }
    case 'http/json':
      return otlpHttp(http('application/json'), JsonLogsSerializer);
    default:
      return otlpHttp(http('application/x-protobuf'), ProtobufLogsSerializer);
  }
}

/** The defaults are those of the specification. */
function batchOf(environment: Environment): LogPush['batch'] {
  return {
    maxQueueSize: environment.positive('OTEL_BLRP_MAX_QUEUE_SIZE', 2048),
    scheduledDelayMillis: environment.positive('OTEL_BLRP_SCHEDULE_DELAY', 1000),
    exportTimeoutMillis: environment.positive('OTEL_BLRP_EXPORT_TIMEOUT', 30_000),
    maxExportBatchSize: environment.positive('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', 512),
  };
}

function protocolOf(environment: Environment, signal: 'METRICS' | 'LOGS'): string {
  const own = `OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`;
  const variable = environment.text(own) ? own : 'OTEL_EXPORTER_OTLP_PROTOCOL';
  const protocol = environment.text(variable) ?? 'http/protobuf';
  if (!PROTOCOLS.split(', ').includes(protocol))
    environment.bad(variable, `one of ${PROTOCOLS}; using http/protobuf`, protocol);
  checkOtlp(environment, signal, protocol);
  return protocol;
}

import { OTLPMetricExporterBase } from '@opentelemetry/exporter-metrics-otlp-http';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
} from '@opentelemetry/otlp-transformer';
import { ConsoleLogRecordExporter, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { ConsoleMetricExporter, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { Faults } from '@plimsoll/kernel';
import type { Environment } from '../environment.ts';
import { type GuestExporter, guestExporter } from './guest.ts';
import { checkOtlp } from './otlp-environment.ts';
import { otlpHttp } from './otlp-http.ts';

export interface ExporterOptions {
  readonly environment: Environment;
  readonly faults: Faults;
  /** How long a flush may take. */
  readonly flushMillis: number;
}

const METRIC_EXPORTERS = 'of otlp, prometheus, console, none; leaving it out';
const LOG_EXPORTERS = 'of otlp, console, none; leaving it out';
const PROTOCOLS = 'grpc, http/protobuf, http/json';

/** The names in `OTEL_METRICS_EXPORTER`. */
export function metricNames(environment: Environment): readonly string[] {
  const names = environment.list('OTEL_METRICS_EXPORTER', ['otlp']);
  return names.includes('none') ? [] : names;
}

export type MetricExporter = GuestExporter<Parameters<PushMetricExporter['export']>[0]> &
  Pick<PushMetricExporter, 'selectAggregation' | 'selectAggregationTemporality'>;

/** The exporters of metrics that send by themselves. */
export async function metricExporters({
  environment,
  flushMillis,
  faults,
}: ExporterOptions): Promise<MetricExporter[]> {
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

/** Events go where the metrics go: without a word about logs, no collector is presumed beside `/metrics`. */
export async function logExporters({
  environment,
  flushMillis,
  faults,
}: ExporterOptions): Promise<GuestExporter<Parameters<LogRecordExporter['export']>[0]>[]> {
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
  checkOtlp(environment, signal, protocol);
  return protocol;
}

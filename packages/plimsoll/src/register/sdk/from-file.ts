import type {
  ExporterDefaultHistogramAggregationConfigModel,
  ExporterTemporalityPreferenceConfigModel,
  LogRecordExporterConfigModel,
  LogRecordProcessorConfigModel,
  MetricReaderConfigModel,
  PeriodicMetricReaderConfigModel,
  PushMetricExporterConfigModel,
} from '@opentelemetry/configuration';
import {
  AggregationTemporalityPreference,
  OTLPMetricExporterBase,
} from '@opentelemetry/exporter-metrics-otlp-http';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
} from '@opentelemetry/otlp-transformer';
import { ConsoleLogRecordExporter, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import {
  type AggregationOption,
  AggregationType,
  ConsoleMetricExporter,
  InstrumentType,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import type { Faults } from '@plimsoll/kernel';
import { passedOver } from '../file/honoured.ts';
import { exportIntervalOf } from '../file/interval.ts';
import type { ConfigFile } from '../file/load.ts';
import { otlpGrpcFromFile, otlpHttpFromFile, timeoutOf } from './file-otlp.ts';
import { resourceFromFile } from './file-resource.ts';
import { otlpHttp } from './otlp-http.ts';
import type { LogPush, MetricPush, SdkPlan } from './plan.ts';

/** The SDK that a configuration file tells. What of it is passed over is one warning. */
export function planFromFile(file: ConfigFile, isChild: boolean, faults: Faults): SdkPlan {
  const { model, path } = file;
  const readers = model.meter_provider?.readers ?? [];
  const over = passedOver(model);
  if (over.length > 0)
    faults.report(`${path}: the SDK of Plimsoll's own passes over ${over.join(', ')}`);
  const metrics = readers.flatMap(({ periodic }) => (periodic && metricPush(periodic)) ?? []);
  const prometheus = readers.map(prometheusOf).find((each) => each !== undefined);
  if (metrics.length === 0 && !prometheus)
    faults.report(`${path}: no reader in meter_provider that Plimsoll knows, so no metric is sent`);
  return {
    resource: resourceFromFile(model.resource, isChild),
    metrics,
    prometheus,
    logs: (model.logger_provider?.processors ?? []).flatMap((each) => logPush(each) ?? []),
  };
}

function metricPush(reader: PeriodicMetricReaderConfigModel): MetricPush | undefined {
  const create = metricExporter(reader.exporter);
  return (
    create && {
      create,
      intervalMillis: exportIntervalOf(reader),
      timeoutMillis: timeoutOf(reader.timeout, 30_000),
    }
  );
}

function metricExporter(
  exporter: PushMetricExporterConfigModel,
): (() => Promise<PushMetricExporter>) | undefined {
  const { otlp_http: http, otlp_grpc: grpc } = exporter;
  if (http !== undefined)
    return async () => {
      const serializer =
        http?.encoding === 'json' ? JsonMetricsSerializer : ProtobufMetricsSerializer;
      const delegate = otlpHttp(otlpHttpFromFile('metrics', http ?? {}), serializer);
      return new OTLPMetricExporterBase(delegate, selectionOf(http ?? {}));
    };
  if (grpc !== undefined)
    return async () => {
      const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-grpc');
      return new OTLPMetricExporter({
        ...otlpGrpcFromFile(grpc ?? {}),
        ...selectionOf(grpc ?? {}),
      });
    };
  return exporter.console === undefined ? undefined : async () => new ConsoleMetricExporter();
}

function selectionOf(model: {
  temporality_preference?: ExporterTemporalityPreferenceConfigModel;
  default_histogram_aggregation?: ExporterDefaultHistogramAggregationConfigModel;
}) {
  const { CUMULATIVE, DELTA, LOWMEMORY } = AggregationTemporalityPreference;
  const isExponential =
    model.default_histogram_aggregation === 'base2_exponential_bucket_histogram';
  return {
    temporalityPreference: { cumulative: CUMULATIVE, delta: DELTA, low_memory: LOWMEMORY }[
      model.temporality_preference ?? 'cumulative'
    ],
    aggregationPreference: (type: InstrumentType): AggregationOption => ({
      type:
        isExponential && type === InstrumentType.HISTOGRAM
          ? AggregationType.EXPONENTIAL_HISTOGRAM
          : AggregationType.DEFAULT,
    }),
  };
}

function prometheusOf({ pull }: MetricReaderConfigModel): SdkPlan['prometheus'] {
  const prometheus = pull?.exporter['prometheus/development'];
  if (prometheus === undefined) return undefined;
  return {
    host: prometheus?.host ?? '127.0.0.1',
    port: prometheus?.port ?? 9464,
    withoutScopeInfo: prometheus?.scope_info_enabled === false,
    withoutTargetInfo: prometheus?.['target_info_enabled/development'] === false,
  };
}

/** `simple` is a batch of one: events are told in the background. */
function logPush({ batch, simple }: LogRecordProcessorConfigModel): LogPush | undefined {
  const exporter = batch?.exporter ?? simple?.exporter;
  const create = exporter && logExporter(exporter);
  if (!create) return undefined;
  return {
    create,
    batch: {
      maxQueueSize: batch?.max_queue_size ?? 2048,
      scheduledDelayMillis: batch ? timeoutOf(batch.schedule_delay ?? 1000) : 1,
      exportTimeoutMillis: timeoutOf(batch?.export_timeout, 30_000),
      maxExportBatchSize: simple ? 1 : (batch?.max_export_batch_size ?? 512),
    },
  };
}

function logExporter(
  exporter: LogRecordExporterConfigModel,
): (() => Promise<LogRecordExporter>) | undefined {
  const { otlp_http: http, otlp_grpc: grpc } = exporter;
  if (http !== undefined)
    return async () =>
      otlpHttp(
        otlpHttpFromFile('logs', http ?? {}),
        http?.encoding === 'json' ? JsonLogsSerializer : ProtobufLogsSerializer,
      );
  if (grpc !== undefined)
    return async () => {
      const { OTLPLogExporter } = await import('@opentelemetry/exporter-logs-otlp-grpc');
      return new OTLPLogExporter(otlpGrpcFromFile(grpc ?? {}));
    };
  return exporter.console === undefined ? undefined : async () => new ConsoleLogRecordExporter();
}

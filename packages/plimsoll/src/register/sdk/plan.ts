import type { Resource } from '@opentelemetry/resources';
import type { BatchLogRecordProcessorOptions, LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';

/** Metrics that are sent by themselves, to one place. */
export interface MetricPush {
  create(): Promise<PushMetricExporter>;
  readonly intervalMillis: number;
  readonly timeoutMillis: number;
}

/** Events that are sent to one place. */
export interface LogPush {
  create(): Promise<LogRecordExporter>;
  /** How they are gathered before. */
  readonly batch: Omit<BatchLogRecordProcessorOptions, 'exporter'>;
}

/** Where `/metrics` is served. */
export interface PrometheusAddress {
  readonly host: string;
  readonly port: number;
  readonly withoutScopeInfo?: boolean;
  readonly withoutTargetInfo?: boolean;
}

/** What an SDK of our own is made of: told by the environment or by a configuration file. */
export interface SdkPlan {
  readonly resource: Resource;
  readonly metrics: readonly MetricPush[];
  readonly prometheus: PrometheusAddress | undefined;
  readonly logs: readonly LogPush[];
}

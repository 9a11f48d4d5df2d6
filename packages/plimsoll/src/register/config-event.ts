/** Variables whose values are no secret. Of all others it is only told that they are set. */
const SHOWN = [
  'OTEL_SERVICE_NAME',
  'OTEL_METRICS_EXPORTER',
  'OTEL_LOGS_EXPORTER',
  'OTEL_METRIC_EXPORT_INTERVAL',
  'OTEL_METRIC_EXPORT_TIMEOUT',
  'OTEL_EXPORTER_OTLP_PROTOCOL',
  'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL',
  'OTEL_EXPORTER_OTLP_LOGS_PROTOCOL',
  'OTEL_EXPORTER_OTLP_TIMEOUT',
  'OTEL_EXPORTER_OTLP_COMPRESSION',
  'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
  'OTEL_EXPORTER_PROMETHEUS_HOST',
  'OTEL_EXPORTER_PROMETHEUS_PORT',
  'OTEL_LOG_LEVEL',
];

const LENGTH_LIMIT = 100;

/** The configuration as the event `plimsoll.config` tells it: `NAME=value`, sorted by name, without any secret. */
export function describeConfig(
  variables: Readonly<Record<string, string | undefined>>,
  ours: readonly string[],
): string[] {
  return Object.entries(variables)
    .filter(([name, value]) => value && (name.startsWith('OTEL_') || ours.includes(name)))
    .map(([name, value]) =>
      SHOWN.includes(name) || ours.includes(name)
        ? `${name}=${value?.slice(0, LENGTH_LIMIT)}`
        : `${name}=(set)`,
    )
    .sort();
}

import type { Durations } from './duration.ts';
import type { Yaml } from './rules.ts';
import type { Spelling } from './spelling.ts';

export interface PrometheusTargets {
  /** `host:port` of Alertmanager. */
  readonly alertmanager: string;
  /** `host:port` of a process that serves `/metrics`; used where the metrics are scraped. */
  readonly metrics: string;
  /** The rule file, relative to this one. */
  readonly rules: string;
}

/** Prometheus that takes OTLP, or scrapes, and evaluates the rules. */
export function prometheus(
  duration: Durations,
  spelling: Spelling,
  targets: PrometheusTargets,
): Yaml {
  const interval = duration('15s');
  return {
    global: { scrape_interval: interval, evaluation_interval: duration('30s') },
    rule_files: [targets.rules],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [targets.alertmanager] }] }] },
    ...(spelling === 'scraped'
      ? {
          scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [targets.metrics] }] }],
        }
      : {
          // The names that rules.yml is written for; the default, but not to be changed by accident.
          otlp: { translation_strategy: 'UnderscoreEscapingWithSuffixes' },
          // A Collector that retries delivers late.
          storage: { tsdb: { out_of_order_time_window: duration('10m') } },
        }),
  };
}

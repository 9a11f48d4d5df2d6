import type { Alert, AlertCase, Context, FiringAlert } from './alert.ts';
import { ALERTS } from './alerts.ts';

/** Whatever a YAML file holds. */
export type Yaml = Readonly<Record<string, unknown>>;

const INTERVAL = '30s';

/** The rule file of Prometheus. Its `runbook_url`s are `runbooks` and the name of the alert. */
export function rules(context: Context, runbooks: string): Yaml {
  return {
    groups: [
      {
        name: 'plimsoll',
        interval: context.duration(INTERVAL),
        rules: ALERTS.map((alert) => rule(alert, context, runbooks)),
      },
    ],
  };
}

function rule(alert: Alert, context: Context, runbooks: string): Yaml {
  return {
    alert: alert.name,
    expr: alert.expr(context).trim(),
    ...(alert.for && { for: context.duration(alert.for) }),
    ...(alert.keepFiringFor && { keep_firing_for: context.duration(alert.keepFiringFor) }),
    labels: { severity: alert.severity, resource: alert.resource },
    annotations: {
      summary: alert.summary,
      description: alert.description(context),
      runbook_url: runbookUrl(alert, runbooks),
    },
  };
}

function runbookUrl(alert: Alert, runbooks: string): string {
  return `${runbooks.replace(/\/$/, '')}/${alert.name}.md`;
}

/** The cases of one alert as a file of `promtool test rules`, which asks for every label and annotation. */
export function ruleTests(
  alert: Alert,
  context: Context,
  runbooks: string,
  ruleFile: string,
): Yaml {
  return {
    rule_files: [ruleFile],
    evaluation_interval: INTERVAL,
    tests: alert.cases(context).map((situation) => ({
      name: situation.name,
      interval: '1m',
      input_series: situation.series.map(({ metric, labels, values }) => ({
        series: `${metric}{${Object.entries(labels)
          .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
          .join(',')}}`,
        values,
      })),
      alert_rule_test: situation.expect.map(({ at, firing }) => ({
        eval_time: at,
        alertname: alert.name,
        exp_alerts: firing.map((expected) => expectedAlert(alert, expected, runbooks)),
      })),
    })),
  };
}

function expectedAlert(alert: Alert, expected: FiringAlert, runbooks: string): Yaml {
  return {
    exp_labels: { severity: alert.severity, resource: alert.resource, ...expected.labels },
    exp_annotations: {
      summary: alert.summary,
      description: expected.description,
      runbook_url: runbookUrl(alert, runbooks),
    },
  };
}

/** Whether nothing may fire in this situation. */
export function isLookAlike(situation: AlertCase): boolean {
  return situation.expect.every(({ firing }) => firing.length === 0);
}

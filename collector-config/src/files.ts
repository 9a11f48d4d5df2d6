import { stringify } from 'yaml';
import type { Context } from './alert.ts';
import { alertmanager } from './alertmanager.ts';
import { ALERTS } from './alerts.ts';
import { scaled } from './duration.ts';
import { prometheus } from './prometheus.ts';
import { rules, ruleTests, type Yaml } from './rules.ts';
import { type NamedMetric, type Spelling, spell } from './spelling.ts';

export interface FileOptions {
  /** Every duration is divided by this; 1 as shipped. */
  readonly scale: number;
  /** Where the runbooks are served: a URL without the file name. */
  readonly runbooks: string;
  /** `host:port` of Alertmanager, for Prometheus. */
  readonly alertmanager: string;
  /** `host:port` of a process that serves `/metrics`. */
  readonly metrics: string;
  /** URL that Alertmanager posts to; `/default`, `/pager` and `/watchdog` are added. */
  readonly webhook: string;
}

/** What ships. */
export const SHIPPED: FileOptions = {
  scale: 1,
  runbooks: 'https://github.com/plimsoll-dev/plimsoll/blob/main/docs/runbooks',
  alertmanager: '127.0.0.1:9093',
  metrics: '127.0.0.1:9464',
  webhook: 'http://127.0.0.1:5001',
};

const HEADER = '# Written by `npm run collector-config`; change collector-config/src instead.\n';

/** The text of every file that is made of the source, by its path below `collector-config/`. */
export function files(
  catalogue: readonly NamedMetric[],
  options: FileOptions = SHIPPED,
): Map<string, string> {
  const duration = scaled(options.scale);
  const written = new Map<string, Yaml>();
  for (const spelling of ['otlp', 'scraped'] as const) {
    const suffix = spelling === 'otlp' ? '' : '-scraped';
    const context: Context = { metric: speller(catalogue, spelling), duration };
    const ruleFile = `rules${suffix}.yml`;
    written.set(`prometheus/${ruleFile}`, rules(context, options.runbooks));
    written.set(
      `prometheus/prometheus${suffix}.yml`,
      prometheus(duration, spelling, { ...options, rules: ruleFile }),
    );
    for (const alert of ALERTS)
      written.set(
        `prometheus/tests/${alert.name}${suffix}.test.yml`,
        ruleTests(alert, context, options.runbooks, `../${ruleFile}`),
      );
  }
  written.set('alertmanager/alertmanager.yml', alertmanager(duration, options.webhook));
  return new Map([...written].map(([path, content]) => [path, HEADER + toYaml(content)]));
}

/** Refuses a name that the catalogue lacks, so that no rule can ask for a metric that nobody emits. */
function speller(catalogue: readonly NamedMetric[], spelling: Spelling): (name: string) => string {
  const metrics = new Map(catalogue.map((metric) => [metric.name, metric]));
  return (name) => {
    const metric = metrics.get(name);
    if (metric === undefined)
      throw new RangeError(`Expected a metric of the catalogue, got ${name}`);
    return spell(metric, spelling);
  };
}

function toYaml(content: Yaml): string {
  return stringify(content, { lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false });
}

import { type NamedMetric, spell } from '@plimsoll/collector-config';
import type { Row } from './rows.ts';

type Catalogue = ReadonlyMap<string, NamedMetric>;

/** The metrics of ours that a row names, as far as there are any. */
export function oursOf({ theirs, ours = [theirs] }: Row, catalogue: Catalogue): NamedMetric[] {
  return ours.flatMap((name) => catalogue.get(name) ?? []);
}

const code = (text: string): string => `\`${text}\``;

/** In Prometheus: through OTLP, and scraped where that is another name. */
function spelled(metric: NamedMetric): string {
  const names = [spell(metric, 'otlp'), spell(metric, 'scraped')];
  return [...new Set(names)].map(code).join(', ');
}

function oursCells(row: Row, catalogue: Catalogue): string {
  const ours = oursOf(row, catalogue);
  if (ours.length === 0) return 'none | ';
  return `${ours.map(({ name }) => code(name)).join(', ')} | ${ours.map(spelled).join('; ')}`;
}

const HEAD =
  '| theirs | in Prometheus | ours | in Prometheus | what differs |\n| --- | --- | --- | --- | --- |';

/** A table of OpenTelemetry's packages: `emitted` has what they report. */
export function table(rows: readonly Row[], emitted: Catalogue, catalogue: Catalogue): string {
  const lines = rows.map((row) => {
    const theirs = emitted.get(row.theirs);
    const cell = theirs ? spelled(theirs) : '';
    return `| ${code(row.theirs)} | ${cell} | ${oursCells(row, catalogue)} | ${row.differs} |`;
  });
  return [HEAD, ...lines].join('\n');
}

export function promTable(rows: readonly Row[], catalogue: Catalogue): string {
  const lines = rows.map(
    (row) => `| ${code(row.theirs)} | ${oursCells(row, catalogue)} | ${row.differs} |`,
  );
  return [
    '| theirs | ours | in Prometheus | what differs |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** The whole page. */
export function page(tables: Readonly<Record<'host' | 'runtime' | 'prom', string>>): string {
  return `# Moving from host-metrics, runtime-node and prom-client

Written by a test from \`test/contract/moving/rows.ts\`, which runs those packages and looks each name of ours up in the catalogue; \`npx vitest -u\` in \`test/\`
writes it anew. Where a metric has two names in Prometheus, the first is that of OTLP (through the Collector, or taken in by Prometheus itself, with its default
translation) and the second that of the JavaScript exporter's \`/metrics\`, which appends no unit.

The steps, so that no graph goes blind:

1. Add Plimsoll beside what you have, with \`leaveTo: ['instrumentation-runtime-node', 'host-metrics']\` or \`PLIMSOLL_LEAVE_TO\`: nothing is reported twice. prom-client
   shares no name with us on \`/metrics\`, so nothing needs to be left to it; but give each its own port or path.
2. Move dashboards and alerts by the tables below. Query both names with \`or\` while both are there: \`process_memory_usage_bytes or process_resident_memory_bytes\`.
3. Take the other package out, and \`leaveTo\` with it.

Two that report one name to one reader are two series that differ by \`otel_scope_name\` alone. OpenTelemetry JS says nothing about that; \`plimsoll/register\` warns
once.

## @opentelemetry/host-metrics 0.39 and @opentelemetry/instrumentation-host-metrics 0.7

${tables.host}

## @opentelemetry/instrumentation-runtime-node 0.37

${tables.runtime}

## prom-client 15.1, \`collectDefaultMetrics()\`

${tables.prom}

Options of theirs: \`metricGroups\` is [\`disabledSensors\`](../packages/otel-resources/README.md#options), \`monitoringPrecision\` and \`eventLoopMonitoringPrecision\` have no like, for the
delay is measured at each turn of the loop where Node.js can, and \`gcDurationBuckets\` is a view.
`;
}

import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { spell } from '@plimsoll/collector-config';
import { createFaults, instruments, LateMeter, type MetricSpec } from '@plimsoll/kernel';

/** Each series name that Prometheus can hold, with the labels that its series can have. */
export type SeriesNames = ReadonlyMap<string, ReadonlySet<string>>;

/** What Prometheus adds itself to whatever it takes. */
const TARGET = ['job', 'instance'];

/** What Prometheus makes itself. */
const OF_PROMETHEUS: [string, Set<string>][] = [
  ['target_info', new Set(TARGET)],
  ['up', new Set(TARGET)],
  ['ALERTS', new Set(['alertname', 'alertstate'])],
];

/** The series of the catalogue where they come through OTLP, by the rules of the translation. */
export function seriesThroughOtlp(catalogue: readonly MetricSpec[]): SeriesNames {
  return new Map([
    ...OF_PROMETHEUS,
    ...catalogue.flatMap((spec): [string, Set<string>][] => {
      const labels = [...TARGET, ...(spec.attributes ?? []).map(labelOf)];
      const name = spell(spec, 'otlp');
      if (spec.instrument !== 'histogram') return [[name, new Set(labels)]];
      return [
        [`${name}_bucket`, new Set([...labels, 'le'])],
        [`${name}_sum`, new Set(labels)],
        [`${name}_count`, new Set(labels)],
      ];
    }),
  ]);
}

/** The series of the catalogue as the JavaScript Prometheus exporter really writes them. */
export async function seriesScraped(catalogue: readonly MetricSpec[]): Promise<SeriesNames> {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [reader] });
  emitAll(new LateMeter(createFaults('catalogue'), provider.getMeter('catalogue')), catalogue);
  const { resourceMetrics } = await reader.collect();
  await provider.shutdown();
  const names = new Map<string, Set<string>>(OF_PROMETHEUS);
  for (const line of new PrometheusSerializer().serialize(resourceMetrics).split('\n')) {
    const [, name, labels = ''] = line.match(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? /) ?? [];
    if (name !== undefined)
      names.set(
        name,
        new Set([...TARGET, ...[...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label)]),
      );
  }
  return names;
}

/** Gives one value to each metric of the catalogue, with each of its attributes. */
export function emitAll(meter: LateMeter, catalogue: readonly MetricSpec[]): void {
  for (const spec of catalogue) {
    const { it } = instruments(meter, { it: spec });
    const attributes = Object.fromEntries((spec.attributes ?? []).map((key) => [key, 'x']));
    if ('addCallback' in it) it.addCallback((result) => result.observe(1, attributes));
    else if ('record' in it) it.record(1, attributes);
    else it.add(1, attributes);
  }
}

function labelOf(attribute: string): string {
  return attribute.replaceAll(/[^a-zA-Z0-9]+/g, '_');
}

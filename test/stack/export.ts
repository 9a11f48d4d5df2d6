import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { createFaults, LateMeter } from '@plimsoll/kernel';
import { CATALOGUE } from '../catalogue.ts';
import { emitAll } from '../contract/series.ts';

/** Sends each metric of the catalogue once, with each of its attributes, as service `plimsoll/catalogue`. */
export async function exportCatalogue(otlp: string): Promise<void> {
  const provider = new MeterProvider({
    // Of a resource that identifies and says no more, Prometheus makes no target_info.
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.namespace': 'plimsoll',
        'service.name': 'catalogue',
        'service.instance.id': 'catalogue-1',
      }),
    ),
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter({ url: `${otlp}/v1/metrics` }),
        exportIntervalMillis: 3_600_000,
        exportTimeoutMillis: 10_000,
      }),
    ],
  });
  emitAll(new LateMeter(createFaults('catalogue'), provider.getMeter('catalogue')), CATALOGUE);
  await provider.forceFlush();
  await provider.shutdown();
}

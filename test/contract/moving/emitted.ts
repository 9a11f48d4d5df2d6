import { HostMetrics } from '@opentelemetry/host-metrics';
import { HostMetricsInstrumentation } from '@opentelemetry/instrumentation-host-metrics';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import {
  type InstrumentType,
  MeterProvider,
  MetricReader,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import type { NamedMetric } from '@plimsoll/collector-config';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { fullCollection } from '../full-collection.ts';

export class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

export type OtherName =
  | 'host-metrics'
  | 'instrumentation-host-metrics'
  | 'instrumentation-runtime-node';

/** The packages that others report these metrics with, and how each is started and ended. */
export const OTHERS: Readonly<Record<OtherName, (provider: MeterProvider) => () => void>> = {
  'host-metrics': (provider) => {
    new HostMetrics({ meterProvider: provider }).start();
    return () => {};
  },
  'instrumentation-host-metrics': (provider) => {
    const instrumentation = new HostMetricsInstrumentation();
    instrumentation.setMeterProvider(provider);
    return () => instrumentation.disable();
  },
  'instrumentation-runtime-node': (provider) => {
    const instrumentation = new RuntimeNodeInstrumentation();
    instrumentation.setMeterProvider(provider);
    return () => instrumentation.disable();
  },
};

/**
 * Collects until all of these metrics are there, each with a point: runtime-node reports the delay of the event loop only
 * once it was measured five times.
 */
export async function collected(
  reader: MetricReader,
  names: readonly string[],
): Promise<readonly ScopeMetrics[]> {
  await fullCollection();
  for (;;) {
    const { resourceMetrics } = await reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((each) => each.metrics);
    const found = metrics.filter((metric) => metric.dataPoints.length > 0);
    if (names.every((name) => found.some(({ descriptor }) => descriptor.name === name)))
      return resourceMetrics.scopeMetrics;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** `OBSERVABLE_UP_DOWN_COUNTER` -> `observableUpDownCounter`. */
function instrumentOf(type: InstrumentType): string {
  return type.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** What a package reports when it runs. */
export async function emittedBy(
  name: OtherName,
  until: readonly string[],
): Promise<readonly NamedMetric[]> {
  const reader = new Reader();
  const provider = new MeterProvider({ readers: [reader] });
  const end = OTHERS[name](provider);
  const scopes = await collected(reader, until);
  end();
  await provider.shutdown();
  return scopes
    .flatMap(({ metrics }) => metrics)
    .map(({ descriptor }) => ({
      name: descriptor.name,
      instrument: instrumentOf(
        (descriptor as typeof descriptor & { readonly type: InstrumentType }).type,
      ),
      unit: descriptor.unit,
    }));
}

/** The names of the default metrics of `prom-client`. */
export async function emittedByPromClient(): Promise<readonly string[]> {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const metrics = await register.getMetricsAsJSON();
  register.clear();
  return metrics.map(({ name }) => name);
}

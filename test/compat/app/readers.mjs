/** Two readers of one process that collect in turn. Prints what each saw, and ends by itself. */
import * as metrics from '@opentelemetry/sdk-metrics';
import { createLeakProcessor, withProcessors } from '@plimsoll/memory-leak-detector/processor';
import { ResourceInstrumentation } from '@plimsoll/otel-resources';

const readers = ['one', 'other'].map(
  () =>
    new metrics.PeriodicExportingMetricReader({
      exporter: new metrics.InMemoryMetricExporter(metrics.AggregationTemporality.CUMULATIVE),
      exportIntervalMillis: 3_600_000,
    }),
);
const provider = new metrics.MeterProvider({
  readers: readers.map((reader) => withProcessors(reader, [createLeakProcessor()])),
});
// No sample is taken but those that are asked for.
const resources = new ResourceInstrumentation({ sampleIntervalMillis: 60_000 });
resources.setMeterProvider(provider);

/** Keeps this process busy, so that what is counted between two samples differs. */
const busy = (millis) => {
  const end = performance.now() + millis;
  while (performance.now() < end);
};

/** `name{attributes}` -> value; of histograms nothing, for what they count happens between two collections as well. */
const seen = async (reader) => {
  const { resourceMetrics, errors } = await reader.collect();
  if (errors.length > 0) throw errors[0];
  const points = resourceMetrics.scopeMetrics
    .flatMap((scope) => scope.metrics)
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => [
        descriptor.name + JSON.stringify(attributes),
        value,
      ]),
    );
  return Object.fromEntries(points.filter(([, value]) => typeof value === 'number'));
};

const rounds = [];
for (let round = 0; round < 3; round++) {
  busy(150);
  await resources.sample();
  const collected = [];
  for (const reader of [...readers, ...readers]) {
    collected.push(await seen(reader));
    busy(20);
  }
  rounds.push(collected);
}
await provider.shutdown();
resources[Symbol.dispose]();
process.stdout.write(JSON.stringify(rounds));

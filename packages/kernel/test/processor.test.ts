import { diag } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type IMetricReader,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type MetricProcessor, withProcessors } from '../src/index.ts';

/** Renames every metric, in new objects. */
const renamed = (suffix: string): MetricProcessor<ResourceMetrics> => ({
  process: (all) => ({
    ...all,
    scopeMetrics: all.scopeMetrics.map((scope) => ({
      ...scope,
      metrics: scope.metrics.map((metric) => ({
        ...metric,
        descriptor: { ...metric.descriptor, name: metric.descriptor.name + suffix },
      })),
    })),
  }),
});

const broken: MetricProcessor<ResourceMetrics> = {
  process() {
    throw new Error('broken fold');
  },
};

function fixture(...processors: MetricProcessor<ResourceMetrics>[]) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const inner = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e8 });
  const reader: IMetricReader = withProcessors(inner, processors);
  const provider = new MeterProvider({ readers: [reader] });
  provider.getMeter('test').createCounter('opened').add(1);
  const names = (all: readonly ResourceMetrics[]): string[] =>
    all.flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) => metrics.map(({ descriptor }) => descriptor.name)),
    );
  return { exporter, inner, reader, provider, names };
}

test('what is pulled and what is pushed went through the processors, in their order', async () => {
  const { exporter, reader, provider, names } = fixture(renamed('.a'), renamed('.b'));
  const { resourceMetrics, errors } = await reader.collect();
  expect([names([resourceMetrics]), errors]).toEqual([['opened.a.b'], []]);
  await provider.forceFlush();
  expect(names(exporter.getMetrics())).toEqual(['opened.a.b']);
});

test('a processor that throws is passed over, and reported once', async () => {
  const warn = vi.fn();
  const { error, info, debug, verbose } = diag;
  diag.setLogger({ error, info, debug, verbose, warn }, { suppressOverrideMessage: true });
  onTestFinished(() => diag.disable());
  const { reader, names } = fixture(renamed('.a'), broken, renamed('.b'));
  for (const _ of [1, 2]) {
    const { resourceMetrics, errors } = await reader.collect();
    expect([names([resourceMetrics]), errors]).toEqual([['opened.a.b'], []]);
  }
  expect(warn.mock.calls).toEqual([
    ['withProcessors: processor 1 failed, what it was given passes unchanged: broken fold'],
  ]);
});

test('a processor that answers with nothing is passed over', async () => {
  const { reader, names } = fixture({ process: () => undefined as never });
  const { resourceMetrics } = await reader.collect();
  expect(names([resourceMetrics])).toEqual(['opened']);
});

test('leaves every choice to the reader, and ends it', async () => {
  const { inner, reader, provider } = fixture();
  for (const choice of [
    'selectAggregation',
    'selectAggregationTemporality',
    'selectCardinalityLimit',
  ] as const)
    expect(reader[choice]('COUNTER' as never)).toEqual(inner[choice]('COUNTER' as never));
  await provider.shutdown();
  await expect(inner.collect()).rejects.toThrow('MetricReader is shutdown');
});

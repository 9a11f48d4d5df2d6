import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { type MetricProcessor, withProcessors } from '../../src/processors/index.ts';
import { diagnostics } from '../diagnostics.ts';
import { metricsSdk, type Sdk } from '../sdk.ts';

/** Adds a suffix to the name of every metric. */
const suffix = (text: string): MetricProcessor<ResourceMetrics> => ({
  process: (metrics) => ({
    ...metrics,
    scopeMetrics: metrics.scopeMetrics.map((scope) => ({
      ...scope,
      metrics: scope.metrics.map((metric) => ({
        ...metric,
        descriptor: { ...metric.descriptor, name: `${metric.descriptor.name}${text}` },
      })),
    })),
  }),
});

const broken: MetricProcessor<ResourceMetrics> = {
  process() {
    throw new Error('no');
  },
};

function processed(...processors: MetricProcessor<ResourceMetrics>[]): Sdk {
  const sdk = metricsSdk(1, (reader) => withProcessors(reader, processors));
  sdk.provider.getMeter('any').createCounter('turns').add(3);
  return sdk;
}

test('hands what any instrument of the process tells through the processors in their order', async () => {
  expect(await processed(suffix('.a'), suffix('.b')).points()).toEqual({ 'turns.a.b': 3 });
});

test('passes on unchanged what a processor fails on, and says so once', async () => {
  const { warnings } = diagnostics();
  const sdk = processed(suffix('.a'), broken, suffix('.b'));
  expect(await sdk.points()).toEqual({ 'turns.a.b': 3 });
  expect(await sdk.points()).toEqual({ 'turns.a.b': 3 });
  expect(warnings).toEqual([expect.stringMatching(/processor 1 failed.*: no$/)]);
});

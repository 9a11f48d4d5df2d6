import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { MemoryLeakInstrumentation } from '@plimsoll/memory-leak-detector';
import { createLeakProcessor } from '@plimsoll/memory-leak-detector/processor';
import { ResourceInstrumentation } from '@plimsoll/otel-resources';
import { type MetricProcessor, withProcessors } from '@plimsoll/otel-resources/processors';
import { observePool, PoolInstrumentation } from '@plimsoll/pool-instrumentation';
import { createPool } from 'generic-pool';
import pg from 'pg';

const asItIs: MetricProcessor<ResourceMetrics> = { process: (metrics) => ({ ...metrics }) };
const reader = new PeriodicExportingMetricReader({
  exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
});

new NodeSDK({
  metricReaders: [withProcessors(reader, [asItIs, createLeakProcessor()])],
  instrumentations: [
    new ResourceInstrumentation(),
    new PoolInstrumentation(),
    new MemoryLeakInstrumentation({ enabled: true }),
  ],
}).start();

const factory = {
  create: async (): Promise<object> => ({}),
  destroy: async (): Promise<void> => {},
};
const first: Disposable = observePool(createPool(factory), { name: 'generic' });
const second: Disposable = observePool(new pg.Pool(), { name: 'pg' });
first[Symbol.dispose]();
second[Symbol.dispose]();

// @ts-expect-error an unknown option is refused by the types too
new ResourceInstrumentation({ sampleInterval: 5 });

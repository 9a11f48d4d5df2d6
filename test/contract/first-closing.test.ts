import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { observePool, PoolInstrumentation } from '@plimsoll/pool-instrumentation';
import { createPool } from 'generic-pool';
import { expect, test } from 'vitest';

test('the first closing of a connection is an increase for Prometheus, and stays when nobody observes the pool', async () => {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [reader] });
  using instrumentation = new PoolInstrumentation({ clients: [] });
  instrumentation.setMeterProvider(provider);
  const scrape = async () => {
    const { resourceMetrics } = await reader.collect();
    const text = new PrometheusSerializer().serialize(resourceMetrics);
    return Object.fromEntries(
      [
        ...text.matchAll(/^plimsoll_pool_connection_closed_total\{.*reason="(\w+)".*\} (\d+)/gm),
      ].map(([, reason, value]) => [reason, Number(value)]),
    );
  };
  const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 1 });
  const observation = observePool(pool, { name: 'boxes' });
  const zeros = { idle_timeout: 0, error: 0, health_check: 0, shutdown: 0 };
  expect(await scrape()).toEqual(zeros);
  await pool.destroy(await pool.acquire());
  expect(await scrape()).toEqual({ ...zeros, error: 1 });
  observation[Symbol.dispose]();
  expect(await scrape()).toEqual({ ...zeros, error: 1 });
  await provider.shutdown();
});

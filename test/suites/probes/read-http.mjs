import { metrics } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';

class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

const reader = new Reader();
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));

/** What the metrics of HTTP clients say, in the words of a pool. */
export async function readHttp() {
  const { resourceMetrics } = await reader.collect();
  const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  const sum = (name, state) =>
    all
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap(({ dataPoints }) => dataPoints)
      .filter(({ attributes }) => attributes['http.connection.state'] === state)
      .reduce((total, { value }) => total + value, 0);
  return {
    used: sum('http.client.open_connections', 'active'),
    idle: sum('http.client.open_connections', 'idle'),
    pending: sum('plimsoll.http.client.pending_requests'),
  };
}

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import type { Faults } from '@plimsoll/kernel';
import type { PrometheusAddress } from './plan.ts';

/** Published by Node.js when a server is told to listen, before it does. */
const LISTEN = 'tracing:net.server.listen:asyncStart';

/** How long after it gave up its port it says that nobody joined. */
const SAY_AFTER_MILLIS = 30_000;

export interface PrometheusEndpoint extends Disposable {
  readonly reader: PrometheusExporter;
  /** Whether a connection is that of a scrape, not of the application's. */
  owns(socket: unknown): boolean;
}

/**
 * `/metrics` on `host` and `port`. The exporter's own server
 * would listen on all interfaces and keep the process alive while a scraper is connected. It gives way: where a
 * server of the application is told to listen on the same port, this one is gone before that happens.
 */
export function servePrometheus(
  address: PrometheusAddress,
  faults: Faults,
  metricProducers: MetricProducer[],
): PrometheusEndpoint {
  const { host, port } = address;
  const reader = new PrometheusExporter({
    preventServerStart: true,
    ...address,
    metricProducers,
  });
  const sockets = new WeakSet<object>();

  const server = createServer((request, response) => {
    if (request.url?.split('?')[0] === '/metrics')
      reader.getMetricsRequestHandler(request, response);
    else response.writeHead(404).end();
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.unref();
  });
  server.on('error', (error) => faults.report(`/metrics cannot be served on port ${port}`, error));

  const close = (): void => {
    unsubscribe(LISTEN, giveWay);
    server.close();
    server.closeIdleConnections();
  };
  const giveWay = (message: unknown): void => {
    const { server: other, options } = message as { server: Server; options?: { port?: unknown } };
    if (other === server || Number(options?.port) !== port) return;
    close();
    timer = setTimeout(
      () => faults.report(`the application listens on port ${port}: /metrics is not served there`),
      SAY_AFTER_MILLIS,
    ).unref();
  };
  let timer: NodeJS.Timeout | undefined;

  server.listen({ host, port }).unref();
  subscribe(LISTEN, giveWay);
  return {
    reader,
    owns: (socket) => typeof socket === 'object' && socket !== null && sockets.has(socket),
    [Symbol.dispose]() {
      clearTimeout(timer);
      close();
    },
  };
}

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { fakeClock } from '@plimsoll/kernel';
import { MemoryLeakInstrumentation } from '@plimsoll/memory-leak-detector';
import { ResourceInstrumentation } from '@plimsoll/otel-resources';
import { PoolInstrumentation } from '@plimsoll/pool-instrumentation';
import { createPool } from 'generic-pool';
import { afterEach, expect, test } from 'vitest';
import { fullCollection } from './full-collection.ts';

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Point {
  readonly attributes: readonly Attribute[];
  readonly asInt?: number;
  readonly asDouble?: number;
  readonly count?: number;
}

interface Metric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly Point[]; readonly isMonotonic: boolean };
  readonly gauge?: { readonly dataPoints: readonly Point[] };
  readonly histogram?: { readonly dataPoints: readonly Point[] };
}

interface Export {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[];
  }[];
}

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

/** A Collector that takes OTLP as JSON and keeps it. */
async function collector(): Promise<{ url: string; exports: Export[] }> {
  const exports: Export[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    void json(request).then((body) => {
      exports.push(body as Export);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  return { url: `http://127.0.0.1:${await listen(server)}/v1/metrics`, exports };
}

const labels = (pairs: readonly (readonly [string, unknown])[]): string =>
  pairs
    .map(([key, value]) => `${key}="${value}"`)
    .sort()
    .join(',');

/** `process.cpu.time` -> `process_cpu_time_total`, as the exporter for Prometheus of OpenTelemetry JS writes it. */
function seriesOf(exported: readonly Export[]): Map<string, number | undefined> {
  const series = new Map<string, number | undefined>();
  const metrics = exported.flatMap(({ resourceMetrics }) =>
    resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics)),
  );
  for (const { name, sum, gauge, histogram } of metrics) {
    const suffix = histogram ? '_count' : sum?.isMonotonic ? '_total' : '';
    const points = (sum ?? gauge ?? histogram)?.dataPoints ?? [];
    for (const { attributes, asInt, asDouble, count } of points) {
      const pairs = attributes.map(
        ({ key, value }) => [key.replaceAll('.', '_'), Object.values(value)[0]] as const,
      );
      series.set(
        `${name.replaceAll('.', '_')}${suffix}{${labels(pairs)}}`,
        asInt ?? asDouble ?? count,
      );
    }
  }
  return series;
}

/** The series of an exposition, of histograms the count alone. */
function seriesIn(exposition: string): Map<string, number> {
  const series = new Map<string, number>();
  for (const [, name = '', inner = '', value] of exposition.matchAll(/^(\w+)\{(.*)\} (\S+)/gm)) {
    if (/^target_info$|_bucket$|_sum$/.test(name)) continue;
    const pairs = [...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)]
      .map(([, key = '', text]) => [key, text] as const)
      .filter(([key]) => !key.startsWith('otel_scope_'));
    series.set(`${name}{${labels(pairs)}}`, Number(value));
  }
  return series;
}

test('the same series, with the same values, go out through OTLP and on /metrics', async () => {
  const { url, exports } = await collector();
  const otlp = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url }),
    exportIntervalMillis: 1e8,
  });
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [otlp, prometheus] });
  ends.push(() => provider.shutdown());
  const port = await listen(
    createServer((request, response) => prometheus.getMetricsRequestHandler(request, response)),
  );
  // Samples are taken on our clock, which stands still: so every reader must see the same. Garbage collections are
  // recorded as they happen, and one between the two reads is no fault.
  const clock = fakeClock();
  const instrumentations = [
    new ResourceInstrumentation({ disabledSensors: ['gc'] }, { clock }),
    new PoolInstrumentation(),
    new MemoryLeakInstrumentation({}, { clock }),
  ];
  for (const each of instrumentations) {
    each.setMeterProvider(provider);
    ends.push(async () => each[Symbol.dispose]());
  }
  const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 2 });
  await pool.release(await pool.acquire());
  ends.push(() => pool.drain().then(() => pool.clear()));
  clock.advance(2);
  // The heap is sampled once in our second, so that no later collection counts.
  await fullCollection();

  await provider.forceFlush();
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, {
    headers: { connection: 'close' },
  });
  const scraped = seriesIn(await answer.text());
  const sent = seriesOf(exports);
  expect([...scraped.keys()].sort()).toEqual([...sent.keys()].sort());
  expect(Object.fromEntries(scraped)).toEqual(Object.fromEntries(sent));
  for (const name of ['process_cpu_time_total', 'db_client_connection_count', 'v8js_memory_heap'])
    expect([...scraped.keys()].some((key) => key.startsWith(name))).toBe(true);
});

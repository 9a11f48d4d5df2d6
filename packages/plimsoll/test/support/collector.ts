import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Point {
  readonly attributes: Record<string, unknown>;
  readonly value: number;
}

/** One metric of one resource, as it was last exported. */
interface Exported {
  readonly resource: Record<string, unknown>;
  readonly scope: string;
  readonly name: string;
  readonly points: readonly Point[];
}

/** A collector that takes OTLP over HTTP, and understands it in JSON. */
export interface Collector extends AsyncDisposable {
  readonly url: string;
  readonly metrics: readonly Exported[];
  readonly events: readonly { name: string; attributes: Record<string, unknown> }[];
  /** Everything that was sent, as text. */
  readonly text: string;
  /** Resolves once `condition` holds; it is looked at whenever something arrives. */
  until(condition: (collector: Collector) => boolean): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const metrics: Exported[] = [];
  const events: { name: string; attributes: Record<string, unknown> }[] = [];
  const waiting = new Set<() => void>();
  let text = '';
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    text += JSON.stringify(request.headers) + body;
    const isJson = request.headers['content-type'] === 'application/json';
    if (isJson && request.url === '/v1/metrics') metrics.push(...parseMetrics(JSON.parse(body)));
    if (isJson && request.url === '/v1/logs') events.push(...parseEvents(JSON.parse(body)));
    response.setHeader('content-type', 'application/json').end('{}');
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    metrics,
    events,
    get text() {
      return text;
    },
    until: (condition) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!condition(collector)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    [Symbol.asyncDispose]: () => close(server),
  };
  return collector;
}

/** A collector that takes what is sent, and never answers. */
export async function startSilent(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request) => request.resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => close(server),
  };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await close(server);
  return port;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

interface KeyValue {
  readonly key: string;
  readonly value: object;
}

interface DataPoint {
  readonly attributes?: readonly KeyValue[];
  readonly count?: string;
  readonly asInt?: string;
  readonly asDouble?: number;
}

interface Data {
  readonly dataPoints: readonly DataPoint[];
}

interface Metrics {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string };
      readonly metrics: readonly { name: string; sum?: Data; gauge?: Data; histogram?: Data }[];
    }[];
  }[];
}

interface Logs {
  readonly resourceLogs: readonly {
    readonly scopeLogs: readonly {
      readonly logRecords: readonly { eventName: string; attributes?: readonly KeyValue[] }[];
    }[];
  }[];
}

function parseMetrics(body: Metrics): Exported[] {
  return body.resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope, metrics }) =>
      metrics.map(({ name, sum, gauge, histogram }) => ({
        resource: attributesOf(resource.attributes),
        scope: scope.name,
        name,
        points: ((sum ?? gauge ?? histogram)?.dataPoints ?? []).map((point) => ({
          attributes: attributesOf(point.attributes),
          value: Number(point.count ?? point.asInt ?? point.asDouble),
        })),
      })),
    ),
  );
}

function parseEvents(body: Logs): { name: string; attributes: Record<string, unknown> }[] {
  return body.resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) =>
      logRecords.map(({ eventName, attributes }) => ({
        name: eventName,
        attributes: attributesOf(attributes),
      })),
    ),
  );
}

function attributesOf(attributes: readonly KeyValue[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

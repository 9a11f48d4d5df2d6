import { once } from 'node:events';
import { Agent, createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { MemoryLeakInstrumentation } from '@plimsoll/memory-leak-detector';
import { startSdk } from '../sdk.ts';
import type { Subject } from '../subject.ts';

/** As many requests are under way at a time. */
const CONCURRENCY = 8;
const WINDOW_MILLIS = 1000;
const WINDOWS = 40;
const WARM_UP_WINDOWS = 4;

const ROWS = 300;
const KEPT = 500;

/** A service that makes some hundred objects for an answer, and keeps the last answers. */
async function startService(): Promise<{ server: Server; port: number }> {
  const kept: unknown[] = [];
  let next = 0;
  const server = createServer((_request, response) => {
    const rows = Array.from({ length: ROWS }, (_, index) => ({
      sku: `sku-${index}`,
      price: index,
    }));
    kept[next] = rows;
    next = (next + 1) % KEPT;
    response.end(JSON.stringify(rows));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** Asks again and again for a while; how long each answer took, in milliseconds. */
async function ask(port: number, agent: Agent, durationMillis: number): Promise<number[]> {
  const latencies: number[] = [];
  const end = performance.now() + durationMillis;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      const start = performance.now();
      const request = get({ port, agent, host: '127.0.0.1' });
      const [response] = await once(request, 'response');
      response.resume();
      await once(response, 'end');
      latencies.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, client));
  return latencies;
}

function p99(latencies: number[]): number {
  latencies.sort((a, b) => a - b);
  return latencies[Math.floor(latencies.length * 0.99)] as number;
}

/** The 99th percentile of the latency with the detector and without, by turns in one process, client and all. */
const detector: Subject = async () => {
  const instrumentation = new MemoryLeakInstrumentation({
    enabled: false,
    externalIntervalMillis: 100,
  });
  instrumentation.setMeterProvider(startSdk().provider);
  const { server, port } = await startService();
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const [on, off]: [number[], number[]] = [[], []];
  for (let window = -WARM_UP_WINDOWS; window < WINDOWS; window++) {
    // Each side comes first as often as the other.
    const observed = (window & 3) === 0 || (window & 3) === 3;
    if (observed) instrumentation.enable();
    const latencies = await ask(port, agent, WINDOW_MILLIS);
    if (observed) instrumentation.disable();
    if (window >= 0) (observed ? on : off).push(...latencies);
  }
  agent.destroy();
  server.close();
  return { value: p99(on), baseline: p99(off) };
};

export const subjects: Readonly<Record<string, Subject>> = { 'leak.http.p99': detector };

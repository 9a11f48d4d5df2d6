import { once } from 'node:events';
import { Agent, createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { MemoryLeakInstrumentation } from '@plimsoll/memory-leak-detector';
import { startSdk } from '../sdk.ts';
import type { Outcome, Subject } from '../subject.ts';

/** As many requests are under way at a time. */
const CONCURRENCY = 8;
const WINDOW_MILLIS = 500;
const ROUNDS = 12;
const WARM_UP_ROUNDS = 1;

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

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] as number;
}

interface Switch {
  enable(): void;
  disable(): void;
}

/**
 * The 99th percentile of the latency with something and without, in one process, client and all: the median of the ratios of windows
 * beside each other, since a stall of the machine in one window is more than all that the sides differ by.
 */
async function compared({ enable, disable }: Switch): Promise<Outcome> {
  const { server, port } = await startService();
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const [ratios, bare]: [number[], number[]] = [[], []];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const [on, off]: [number[], number[]] = [[], []];
    // Each side comes first as often as the other.
    for (const outer of [true, false, false, true]) {
      const observed = outer === (round % 2 === 0);
      if (observed) enable();
      (observed ? on : off).push(...(await ask(port, agent, WINDOW_MILLIS)));
      if (observed) disable();
    }
    if (round < 0) continue;
    ratios.push(p99(on) / p99(off));
    bare.push(p99(off));
  }
  agent.destroy();
  server.close();
  return { value: median(bare) * median(ratios), baseline: median(bare) };
}

const detector: Subject = () => {
  const instrumentation = new MemoryLeakInstrumentation({
    enabled: false,
    externalIntervalMillis: 100,
  });
  instrumentation.setMeterProvider(startSdk().provider);
  return compared({
    enable: () => instrumentation.enable(),
    disable: () => instrumentation.disable(),
  });
};

export const subjects: Readonly<Record<string, Subject>> = {
  'leak.http.p99': detector,
  'leak.http.p99.same': () => compared({ enable: () => {}, disable: () => {} }),
};

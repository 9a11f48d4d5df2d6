import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { freePorts, type Running, start } from '../stack/process.ts';
import { createSums, type Points } from './points.ts';

export interface HostMetrics extends AsyncDisposable {
  /** What its scrapers told, all of which began after the call. */
  points(): Promise<Points>;
}

const SCRAPERS = ['cpu', 'memory', 'load', 'disk', 'filesystem', 'network', 'paging'];

/** Starts a Collector whose hostmetrics receiver tells this machine every second. */
export async function startHostMetrics(program: string): Promise<HostMetrics> {
  const told = new EventTarget();
  const server = await listen((body) =>
    told.dispatchEvent(new CustomEvent('metrics', { detail: JSON.parse(body) })),
  );
  const { port } = server.address() as { port: number };
  const [health] = await freePorts(1);
  let running: Running;
  try {
    running = await start({
      name: 'otelcol',
      program,
      args: ['--config', `yaml:${JSON.stringify(configuration(port, health ?? 0))}`],
      ready: `http://127.0.0.1:${health}`,
    });
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    points: () => collect(told),
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
    },
  };
}

function configuration(port: number, health: number): object {
  const enabled = { enabled: true };
  const metrics: Readonly<Record<string, object>> = {
    cpu: { 'system.cpu.logical.count': enabled },
    memory: { 'system.linux.memory.available': enabled, 'system.memory.limit': enabled },
  };
  return {
    receivers: {
      host_metrics: {
        collection_interval: '1s',
        scrapers: Object.fromEntries(
          SCRAPERS.map((name) => [name, metrics[name] ? { metrics: metrics[name] } : {}]),
        ),
      },
    },
    exporters: {
      otlp_http: {
        endpoint: `http://127.0.0.1:${port}`,
        encoding: 'json',
        compression: 'none',
        sending_queue: { enabled: false },
      },
    },
    extensions: { health_check: { endpoint: `127.0.0.1:${health}` } },
    service: {
      extensions: ['health_check'],
      telemetry: { metrics: { level: 'none' } },
      pipelines: { metrics: { receivers: ['host_metrics'], exporters: ['otlp_http'] } },
    },
  };
}

async function listen(take: (body: string) => void): Promise<Server> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    take(body);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

interface DataPoint {
  readonly timeUnixNano: string;
  readonly asInt?: string;
  readonly asDouble?: number;
  readonly attributes?: readonly {
    readonly key: string;
    readonly value: { readonly stringValue?: string };
  }[];
}

interface Metric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly DataPoint[] };
  readonly gauge?: { readonly dataPoints: readonly DataPoint[] };
}

interface Export {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string };
      readonly metrics: readonly Metric[];
    }[];
  }[];
}

/** The first whole export whose every point was read after now. */
async function collect(told: EventTarget): Promise<Points> {
  const since = BigInt(Date.now()) * 1_000_000n;
  for (;;) {
    const [{ detail }] = (await onceOf(told)) as [CustomEvent<Export>];
    const scopes = detail.resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics);
    const metrics = scopes.flatMap((scope) => scope.metrics);
    const read = metrics.flatMap(({ sum, gauge }) => (sum ?? gauge)?.dataPoints ?? []);
    if (scopes.length < SCRAPERS.length || read.some((point) => BigInt(point.timeUnixNano) < since))
      continue;
    const { points, add } = createSums();
    for (const { name, sum, gauge } of metrics)
      for (const point of (sum ?? gauge)?.dataPoints ?? []) {
        const attributes = Object.fromEntries(
          (point.attributes ?? []).map(({ key, value }) => [key, value.stringValue ?? '']),
        );
        const ours = translate(name, attributes);
        if (ours) add(ours[0], ours[1], Number(point.asInt ?? point.asDouble) / (ours[2] ?? 1));
      }
    return points;
  }
}

function onceOf(told: EventTarget): Promise<unknown[]> {
  return once(told, 'metrics', { signal: AbortSignal.timeout(30_000) });
}

const MODES: Readonly<Record<string, string>> = { softirq: 'interrupt', wait: 'iowait' };

/**
 * Its names of 0.160, what we, by semconv 1.45, call them, and by what its value is divided; `undefined` for what is not
 * compared, such as the parts of disks.
 */
function translate(
  name: string,
  its: Readonly<Record<string, string>>,
): readonly [string, Readonly<Record<string, string>>, number?] | undefined {
  const { state = '', device = '', direction = '', type = '' } = its;
  const own = { 'network.interface.name': device, 'network.io.direction': direction };
  switch (name) {
    case 'system.cpu.time':
      return [name, { 'cpu.mode': MODES[state] ?? state }];
    case 'system.cpu.logical.count':
    case 'system.memory.limit':
      return [name, {}];
    case 'system.memory.usage':
      if (state === 'used') return [name, { 'system.memory.state': state }];
      if (state.startsWith('slab_'))
        return [
          'system.memory.linux.slab.usage',
          { 'system.memory.linux.slab.state': state.slice('slab_'.length) },
        ];
      return undefined;
    case 'system.linux.memory.available':
      return ['system.memory.usage', { 'system.memory.state': 'available' }];
    case 'system.cpu.load_average.1m':
    case 'system.cpu.load_average.5m':
    case 'system.cpu.load_average.15m':
      return [name.replace('system.cpu', 'plimsoll.system'), {}];
    case 'system.network.io':
    case 'system.network.errors':
      return [name, own];
    case 'system.network.dropped':
      return ['system.network.packet.dropped', own];
    case 'system.network.packets':
      return [
        'system.network.packet.count',
        { 'system.device.name': device, 'network.io.direction': direction },
      ];
    case 'system.disk.io':
    case 'system.disk.operations':
    case 'system.disk.merged':
    case 'system.disk.operation_time':
      if (/^(?:dm-|md|loop|sr|z?ram)\d/.test(device) || /^[a-z]+d[a-z]+\d+$|p\d+$/.test(device))
        return undefined;
      return [name, { 'system.device.name': device, 'disk.io.direction': direction }];
    case 'system.filesystem.usage':
      return [
        name,
        {
          'system.device.name': device,
          'system.filesystem.mountpoint': its.mountpoint ?? '',
          'system.filesystem.type': type,
          'system.filesystem.mode': its.mode ?? '',
          'system.filesystem.state': state,
        },
      ];
    case 'system.paging.faults':
      // The library below it, gopsutil, counts major faults in bytes of pages of 4 KiB.
      return type === 'major' ? [name, { 'system.paging.fault.type': type }, 4096] : undefined;
    default:
      return undefined;
  }
}

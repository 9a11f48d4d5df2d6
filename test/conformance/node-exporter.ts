import { freePorts, type Running, start } from '../stack/process.ts';
import { createSums, type Points } from './points.ts';

export interface NodeExporter extends Running {
  points(): Promise<Points>;
}

/** Starts the one of Debian, or of upstream, on a port of the loopback interface. */
export async function startNodeExporter(program: string): Promise<NodeExporter> {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}/metrics`;
  const args = [`--web.listen-address=127.0.0.1:${port}`];
  const running = await start({ name: 'node_exporter', program, args, ready: url });
  return {
    ...running,
    points: async () => translate(await (await fetch(url)).text()),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

const MODES: Readonly<Record<string, string>> = { irq: 'interrupt', softirq: 'interrupt' };

/** What each of its names is called by us. A metric without a line here is not compared. */
const NAMES: Readonly<Record<string, (labels: Record<string, string>) => readonly Told[]>> = {
  node_cpu_seconds_total: ({ mode = '' }) => [
    ['system.cpu.time', { 'cpu.mode': MODES[mode] ?? mode }],
  ],
  node_memory_MemTotal_bytes: () => [['system.memory.limit', {}]],
  node_memory_MemAvailable_bytes: () => [
    ['system.memory.usage', { 'system.memory.state': 'available' }],
  ],
  node_memory_SReclaimable_bytes: () => [
    ['system.memory.linux.slab.usage', { 'system.memory.linux.slab.state': 'reclaimable' }],
  ],
  node_load1: () => [['plimsoll.system.load_average.1m', {}]],
  node_load5: () => [['plimsoll.system.load_average.5m', {}]],
  node_load15: () => [['plimsoll.system.load_average.15m', {}]],
  ...interfaceNames('receive'),
  ...interfaceNames('transmit'),
  node_disk_reads_completed_total: disk('operations', 'read'),
  node_disk_writes_completed_total: disk('operations', 'write'),
  node_disk_reads_merged_total: disk('merged', 'read'),
  node_disk_read_bytes_total: disk('io', 'read'),
  node_disk_written_bytes_total: disk('io', 'write'),
  node_disk_io_time_seconds_total: ({ device }) =>
    isPart(device) ? [] : [['system.disk.io_time', { 'system.device.name': device }]],
  node_vmstat_pgmajfault: () => [['system.paging.faults', { 'system.paging.fault.type': 'major' }]],
  node_netstat_Tcp_InSegs: () => [
    ['plimsoll.system.network.tcp.segments', { 'network.io.direction': 'receive' }],
  ],
  node_netstat_Tcp_OutSegs: () => [
    ['plimsoll.system.network.tcp.segments', { 'network.io.direction': 'transmit' }],
  ],
  node_netstat_Tcp_OutRsts: () => [
    ['plimsoll.system.network.tcp.resets', { 'network.io.direction': 'transmit' }],
  ],
  node_pressure_cpu_waiting_seconds_total: pressure('cpu', 'some'),
  node_pressure_io_waiting_seconds_total: pressure('io', 'some'),
  node_pressure_io_stalled_seconds_total: pressure('io', 'full'),
  node_pressure_memory_waiting_seconds_total: pressure('memory', 'some'),
  node_pressure_memory_stalled_seconds_total: pressure('memory', 'full'),
};

type Told = readonly [name: string, attributes: Readonly<Record<string, unknown>>];
type Translation = (labels: Record<string, string>) => readonly Told[];

function interfaceNames(direction: string): Record<string, Translation> {
  const named =
    (name: string, key = 'network.interface.name'): Translation =>
    ({ device }) => [[name, { [key]: device, 'network.io.direction': direction }]];
  const prefix = `node_network_${direction}`;
  return {
    [`${prefix}_bytes_total`]: named('system.network.io'),
    [`${prefix}_packets_total`]: named('system.network.packet.count', 'system.device.name'),
    [`${prefix}_errs_total`]: named('system.network.errors'),
    [`${prefix}_drop_total`]: named('system.network.packet.dropped'),
  };
}

function disk(what: string, direction: string): Translation {
  return ({ device }) =>
    isPart(device)
      ? []
      : [[`system.disk.${what}`, { 'system.device.name': device, 'disk.io.direction': direction }]];
}

/** What we leave out, since the same bytes would count twice. */
function isPart(device = ''): boolean {
  return /^(?:dm-|md|loop|sr|z?ram)\d|^nvme\d+c\d+n/.test(device);
}

function pressure(resource: string, type: string): Translation {
  return () => [
    [
      'plimsoll.system.pressure.stall.time',
      { 'plimsoll.pressure.resource': resource, 'plimsoll.pressure.stall.type': type },
    ],
  ];
}

/** The text format of Prometheus, which node_exporter writes without escapes in the labels that are read here. */
function translate(text: string): Points {
  const { points, add } = createSums();
  for (const line of text.split('\n')) {
    const [, name = '', inside = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    const labels = Object.fromEntries(
      [...inside.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', each = '']) => [key, each]),
    );
    for (const [ours, attributes] of NAMES[name]?.(labels) ?? [])
      add(ours, attributes, Number(value));
  }
  return points;
}

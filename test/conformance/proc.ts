import { readFileSync } from 'node:fs';
import { createSums, type Points } from './points.ts';

/** /proc as proc(5) describes it, read without any code of ours. */
export function procPoints(): Points {
  const { points, add } = createSums();
  const lines = (path: string): string[][] =>
    readFileSync(`/proc/${path}`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/[\s:]+/));
  cpu(lines('stat'), add);
  memory(lines('meminfo'), add);
  network(lines('net/dev'), add);
  disks(lines('diskstats'), add);
  own(lines('self/status'), add);
  for (const [index, minutes] of [1, 5, 15].entries())
    add(
      `plimsoll.system.load_average.${minutes}m`,
      {},
      Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[index]),
    );
  return points;
}

type Add = (name: string, attributes: Readonly<Record<string, unknown>>, value: number) => void;

const TICK = 0.01;
const FIELDS = 'user nice system idle iowait interrupt interrupt steal'.split(' ');

function cpu(lines: string[][], add: Add): void {
  const all = lines.find(([key]) => key === 'cpu') ?? [];
  for (const [index, mode] of FIELDS.entries())
    add('system.cpu.time', { 'cpu.mode': mode }, Number(all[index + 1]) * TICK);
  const count = lines.filter(([key]) => /^cpu\d/.test(key ?? '')).length;
  add('system.cpu.logical.count', {}, count);
}

function memory(lines: string[][], add: Add): void {
  const bytes = (key: string): number => Number(lines.find(([own]) => own === key)?.[1]) * 1024;
  const [total, available] = [bytes('MemTotal'), bytes('MemAvailable')];
  add('system.memory.limit', {}, total);
  add('system.memory.usage', { 'system.memory.state': 'available' }, available);
  add('system.memory.usage', { 'system.memory.state': 'used' }, total - available);
  for (const [state, key] of [
    ['reclaimable', 'SReclaimable'],
    ['unreclaimable', 'SUnreclaim'],
  ] as const) {
    const attributes = { 'system.memory.linux.slab.state': state };
    add('system.memory.linux.slab.usage', attributes, bytes(key));
  }
}

function network(lines: string[][], add: Add): void {
  for (const [name, ...counts] of lines.slice(2))
    for (const [from, direction] of [
      [0, 'receive'],
      [8, 'transmit'],
    ] as const) {
      const [bytes, packets, errors, dropped] = counts.slice(from, from + 4).map(Number);
      const own = { 'network.interface.name': name, 'network.io.direction': direction };
      const device = { 'system.device.name': name, 'network.io.direction': direction };
      add('system.network.io', own, bytes ?? 0);
      add('system.network.packet.count', device, packets ?? 0);
      add('system.network.errors', own, errors ?? 0);
      add('system.network.packet.dropped', own, dropped ?? 0);
    }
}

/** Whole disks by the names that the kernel gives to SCSI, virtual and NVMe ones. */
const DISK = /^(?:[shv]d[a-z]+|xvd[a-z]+|nvme\d+n\d+)$/;

function disks(lines: string[][], add: Add): void {
  for (const [, , name = '', ...counts] of lines.filter(([, , name]) => DISK.test(name ?? '')))
    for (const [from, direction] of [
      [0, 'read'],
      [4, 'write'],
    ] as const) {
      const [operations, merged, sectors, millis] = counts.slice(from, from + 4).map(Number);
      const attributes = { 'system.device.name': name, 'disk.io.direction': direction };
      add('system.disk.operations', attributes, operations ?? 0);
      add('system.disk.merged', attributes, merged ?? 0);
      add('system.disk.io', attributes, (sectors ?? 0) * 512);
      add('system.disk.operation_time', attributes, (millis ?? 0) / 1000);
    }
}

function own(lines: string[][], add: Add): void {
  const value = (key: string): number => Number(lines.find(([own]) => own === key)?.[1]);
  add('process.memory.usage', {}, value('VmRSS') * 1024);
  add('process.memory.virtual', {}, value('VmSize') * 1024);
  add('process.thread.count', {}, value('Threads'));
}

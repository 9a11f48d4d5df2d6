import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDiskStats } from '../../src/read/disk-stats.ts';
import { parseLoadAverage } from '../../src/read/load-average.ts';
import { parseMeminfo } from '../../src/read/meminfo.ts';
import { parseNetworkDevices } from '../../src/read/network-devices.ts';
import { parsePressure } from '../../src/read/pressure.ts';
import { parseProcessLimits } from '../../src/read/process-limits.ts';
import { parseProcessStatus } from '../../src/read/process-status.ts';
import { parseProtocolTable } from '../../src/read/protocol-table.ts';
import { parseStat } from '../../src/read/stat.ts';
import { tree } from '../trees.ts';

const host = (path: string): string => readFileSync(join(tree('host').proc, path), 'latin1');

test('reads CPU times in seconds, interrupts of both kinds together', () => {
  expect(parseStat(host('stat'))).toEqual({
    user: 10,
    nice: 2,
    system: 3,
    idle: 80,
    iowait: 1,
    interrupt: 0.3,
    steal: 0.3,
    logicalCount: 2,
  });
});

test('takes no disk whose line is damaged, and the first of two lines of one', () => {
  const line = (name: string, reads: number): string =>
    `8 0 ${name} ${reads} 0 0 0 0 0 0 0 0 0 0\n`;
  const text = line('sda', 1) + line('sda', 2) + line('sdb', -1) + line('sdc', 3).slice(0, -4);
  const told = parseDiskStats(text)?.map(({ name, read }) => [name, read.operations]);
  expect(told).toEqual([['sda', 1]]);
});

test('reads the memory of the host in bytes', () => {
  expect(parseMeminfo(host('meminfo'))).toEqual({
    total: 8_192_000_000,
    available: 6_144_000_000,
    used: 2_048_000_000,
    slabReclaimable: 409_600_000,
    slabUnreclaimable: 102_400_000,
    swapTotal: 2_048_000_000,
    swapFree: 1_536_000_000,
  });
});

test('estimates the available memory of a kernel that does not tell it', () => {
  const text = 'MemTotal: 100 kB\nMemFree: 10 kB\nBuffers: 5 kB\nCached: 20 kB\n';
  expect(parseMeminfo(text)?.available).toBe(35 * 1024);
});

test('reads the load average', () => {
  expect(parseLoadAverage(host('loadavg'))).toEqual({ one: 0.5, five: 1.44, fifteen: 1.15 });
});

test('reads every network interface', () => {
  const devices = parseNetworkDevices(host('net/dev'));
  expect(devices?.map(({ name }) => name)).toEqual(['lo', 'ifb0', 'eth0']);
  expect(devices?.[2]).toEqual({
    name: 'eth0',
    receive: { bytes: 2938285367, packets: 126946, errors: 3, dropped: 4 },
    transmit: { bytes: 10468824, packets: 94456, errors: 1, dropped: 2 },
  });
});

test('takes the first of two lines of an interface', () => {
  const line = (bytes: number): string => `lo: ${bytes} 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n`;
  const devices = parseNetworkDevices(`Inter-| \n face |\n${line(5)}${line(7)}`);
  expect(devices?.map(({ receive }) => receive.bytes)).toEqual([5]);
});

test('finds counters of a protocol by name', () => {
  expect(parseProtocolTable(host('net/snmp'), 'Tcp', ['RetransSegs', 'OutRsts', 'New'])).toEqual({
    RetransSegs: 20,
    OutRsts: 416,
  });
  expect(parseProtocolTable('Tcp: B A\nTcp: 1 2\n', 'Tcp', ['A', 'B'])).toEqual({ A: 2, B: 1 });
});

test('reads the state of the process', () => {
  expect(parseProcessStatus(host('self/status'))).toEqual({
    threads: 11,
    residentBytes: 80_000 * 1024,
    virtualBytes: 1_200_000 * 1024,
    allowedCpus: 4,
    descriptorTableSize: 256,
  });
});

test('reads the limit of open files', () => {
  expect(parseProcessLimits(host('self/limits'))).toEqual({ openFiles: 1024 });
  expect(parseProcessLimits('Max open files     unlimited    unlimited   files\n')).toEqual({});
});

test('reads stall times in seconds', () => {
  expect(parsePressure(host('pressure/cpu'))).toEqual({ some: 298.686756, full: 1 });
  expect(parsePressure('full avg10=0.00 avg60=0.00 avg300=0.00 total=5\n')).toEqual({ full: 5e-6 });
});

test('takes no number that is cut off, or longer than any that a kernel writes', () => {
  expect(parseStat('cpu  1 2 3 4')).toBeUndefined();
  expect(parseMeminfo('MemTotal: 100 kB\nMemFree: 1')).toBeUndefined();
  expect(parsePressure('some avg10=0.17 avg60=5.84 avg300=21.40 total=298')).toBeUndefined();
  expect(parseMeminfo(`MemTotal: ${'9'.repeat(400)} kB\nMemFree: 1 kB\n`)).toBeUndefined();
  expect(parseNetworkDevices('Inter-| \n face |\n  lo: 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1')).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  parseCfsQuota,
  parseCpuacctStat,
  parseCpuMax,
  parseCpuStat1,
  parseCpuStat2,
} from '../../src/read/cgroup/cpu.ts';
import { parseBlkio, parseIoStat } from '../../src/read/cgroup/io.ts';
import { parseMembership } from '../../src/read/cgroup/membership.ts';
import {
  parseMemoryEvents,
  parseMemoryLimit,
  parseMemoryStat,
} from '../../src/read/cgroup/memory.ts';
import { parseMounts } from '../../src/read/cgroup/mounts.ts';
import { parseCores } from '../../src/read/cores.ts';
import { parseDeviceNames, parseDiskStats } from '../../src/read/disk-stats.ts';
import { parseFilesystems } from '../../src/read/filesystems.ts';
import { parseFrequency } from '../../src/read/frequency.ts';
import { parseLoadAverage } from '../../src/read/load-average.ts';
import { parseMeminfo } from '../../src/read/meminfo.ts';
import { parseNetworkDevices } from '../../src/read/network-devices.ts';
import { parsePressure } from '../../src/read/pressure.ts';
import { parseProcessLimits } from '../../src/read/process-limits.ts';
import { parseProcessStatus } from '../../src/read/process-status.ts';
import { parseProtocolTable } from '../../src/read/protocol-table.ts';
import { parseSocketCounts } from '../../src/read/socket-counts.ts';
import { parseStat } from '../../src/read/stat.ts';
import { parseStatm } from '../../src/read/statm.ts';
import { parseSchedstat, parseTaskStat } from '../../src/read/threads/times.ts';
import { parseVmstat } from '../../src/read/vmstat.ts';
import { tree } from '../trees.ts';

type Parse = (text: string) => unknown;

const host = (path: string): string => readFileSync(join(tree('host').proc, path), 'latin1');
const v2 = (path: string): string =>
  readFileSync(join(tree('v2-set').sys, 'fs/cgroup', path), 'latin1');
const v1 = (path: string): string =>
  readFileSync(join(tree('v1').sys, 'fs/cgroup', path), 'latin1');

const task = (path: string): string =>
  readFileSync(join(tree('threads-named').proc, 'self/task/107', path), 'latin1');

const PARSERS: readonly (readonly [string, Parse, string])[] = [
  ['stat', parseStat, host('stat')],
  ['stat of CPUs', (text) => parseCores(text, 64), host('stat')],
  ['scaling_cur_freq', parseFrequency, '2400000\n'],
  ['meminfo', parseMeminfo, host('meminfo')],
  ['loadavg', parseLoadAverage, host('loadavg')],
  ['net/dev', parseNetworkDevices, host('net/dev')],
  ['net/snmp', (text) => parseProtocolTable(text, 'Tcp', ['InSegs', 'OutRsts']), host('net/snmp')],
  ['sockstat', parseSocketCounts, host('net/sockstat')],
  ['sockstat6', parseSocketCounts, host('net/sockstat6')],
  ['diskstats', parseDiskStats, host('diskstats')],
  ['vmstat', parseVmstat, host('vmstat')],
  ['status', parseProcessStatus, host('self/status')],
  ['statm', parseStatm, '300000 20000 9000 200 0 40000 0\n'],
  ['limits', parseProcessLimits, host('self/limits')],
  ['pressure', parsePressure, host('pressure/cpu')],
  ['cgroup', parseMembership, host('self/cgroup')],
  ['mountinfo', parseMounts, host('self/mountinfo')],
  ['mountinfo of storage', parseFilesystems, host('self/mountinfo')],
  ['cpu.max', parseCpuMax, v2('cpu.max')],
  ['cpu.stat of v2', parseCpuStat2, v2('cpu.stat')],
  ['cpu.stat of v1', parseCpuStat1, v1('cpu,cpuacct/cpu.stat')],
  ['cpuacct.stat', parseCpuacctStat, v1('cpu,cpuacct/cpuacct.stat')],
  ['cfs quota', (text) => parseCfsQuota(text, text), v1('cpu,cpuacct/cpu.cfs_quota_us')],
  ['memory.max', parseMemoryLimit, v2('memory.max')],
  ['memory.stat of v2', (text) => parseMemoryStat(text, 2), v2('memory.stat')],
  ['memory.stat of v1', (text) => parseMemoryStat(text, 1), v1('memory/memory.stat')],
  ['io.stat', parseIoStat, v2('io.stat')],
  ['blkio', parseBlkio, v1('blkio/blkio.throttle.io_service_bytes_recursive')],
  ['names of devices', parseDeviceNames, host('diskstats')],
  ['schedstat of a thread', parseSchedstat, task('schedstat')],
  ['stat of a thread', parseTaskStat, task('stat')],
  ['memory.events', parseMemoryEvents, v2('memory.events')],
];

/** Plain data whose numbers are finite and not below zero. */
function isSound(value: unknown): boolean {
  if (value === undefined || typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0;
  if (Array.isArray(value)) return value.every(isSound);
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.values(value).every(isSound)
  );
}

/** Any bytes, and what a kernel, a race or a broken FUSE could make of the real text. */
function damaged(text: string): fc.Arbitrary<string> {
  const lines = text.split(/(?<=\n)/);
  const at = fc.nat(text.length);
  return fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    at.map((end) => text.slice(0, end)),
    at.map((from) => text.slice(from)),
    fc.shuffledSubarray(lines).map((some) => some.join('')),
    fc.constant(text + text),
    fc.tuple(at, fc.string()).map(([index, put]) => text.slice(0, index) + put + text.slice(index)),
    fc.stringMatching(/^[0-9]{1,400}$/).map((digits) => text.replace(/\d+/g, digits)),
    fc.constant(text.replace(/\d+/g, '-$&')),
  );
}

test.each(PARSERS)('%s: understands what a kernel writes', (_, parse, text) => {
  expect(parse(text)).toBeDefined();
});

test.each(PARSERS)('%s: makes plain data or nothing of anything', (_, parse, text) => {
  fc.assert(
    fc.property(damaged(text), (any) => isSound(parse(any))),
    { numRuns: 300 },
  );
});

test.each(PARSERS)('%s: takes the first where the text is doubled', (_, parse, text) => {
  expect(parse(text + text)).toEqual(parse(text));
});

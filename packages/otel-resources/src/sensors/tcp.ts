import { type Cleanup, instruments, type LateMeter } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { KeptFile } from '../read/file.ts';
import { parseProtocolTable } from '../read/protocol-table.ts';
import { type Rising, rising } from '../read/rising.ts';
import type { TcpReadings } from '../readings.ts';
import { required } from './required.ts';
import { series } from './series.ts';

const TCP = ['InSegs', 'OutSegs', 'RetransSegs', 'OutRsts', 'EstabResets'] as const;
/** Each kind of retransmission, and the counter of the kernel that tells it. */
const RETRANSMITS = [
  ['syn', 'TCPSynRetrans'],
  ['fast', 'TCPFastRetrans'],
  ['slow_start', 'TCPSlowStartRetrans'],
  ['tail_loss_probe', 'TCPLossProbes'],
  ['timeout', 'TCPTimeouts'],
] as const;
const EXTENDED = [...RETRANSMITS.map(([, key]) => key), 'ListenOverflows', 'ListenDrops'] as const;
const DIRECTIONS = ['receive', 'transmit'].map((direction) => ({
  'network.io.direction': direction,
}));

/** What the kernel's tables of TCP say at once. */
export interface TcpSample {
  readonly readings: TcpReadings;
  /** Connections that are open now; those that the other side has closed are among them. */
  readonly established: number | undefined;
}

/** Segments, retransmissions, resets and refused connections of the host. */
export function watchTcp(
  cleanup: Cleanup,
  meter: LateMeter,
  snmp: KeptFile,
  netstat: KeptFile,
): () => TcpSample {
  const made = instruments(meter, {
    segments: METRICS.tcpSegments,
    retransmits: METRICS.tcpRetransmits,
    resets: METRICS.tcpResets,
    drops: METRICS.tcpListenDrops,
  });
  const segments = series(cleanup, made.segments, DIRECTIONS);
  const resets = series(cleanup, made.resets, DIRECTIONS);
  const retransmits = series(
    cleanup,
    made.retransmits,
    [...RETRANSMITS.map(([type]) => type), 'other'].map((type) => ({
      'plimsoll.network.tcp.retransmit.type': type,
    })),
  );
  const drops = series(
    cleanup,
    made.drops,
    ['overflow', 'other'].map((reason) => ({ 'plimsoll.network.tcp.listen.drop.reason': reason })),
  );
  const counter = new Map<string, Rising>([...TCP, ...EXTENDED].map((key) => [key, rising()]));
  const push = (key: string, count: number | undefined): number | undefined =>
    count === undefined ? undefined : counter.get(key)?.push(count);
  const types = splitRetransmits();

  return () => {
    const tcp = required(snmp, (text) => parseProtocolTable(text, 'Tcp', [...TCP, 'CurrEstab']));
    const extended = parseProtocolTable(netstat.read() ?? '', 'TcpExt', EXTENDED);
    const received = push('InSegs', tcp.InSegs);
    const transmitted = push('OutSegs', tcp.OutSegs);
    segments.set(0, received);
    segments.set(1, transmitted);
    resets.set(0, push('EstabResets', tcp.EstabResets));
    resets.set(1, push('OutRsts', tcp.OutRsts));
    const all = push('RetransSegs', tcp.RetransSegs);
    if (all !== undefined) {
      const told = RETRANSMITS.map(([, key]) => push(key, extended?.[key]) ?? 0);
      for (const [index, count] of types(all, told).entries()) retransmits.set(index, count);
    }
    const overflow = push('ListenOverflows', extended?.ListenOverflows);
    const dropped = push('ListenDrops', extended?.ListenDrops);
    drops.set(0, overflow);
    if (dropped !== undefined) drops.set(1, Math.max(0, dropped - (overflow ?? 0)));
    return {
      readings: {
        received: received ?? 0,
        transmitted: transmitted ?? 0,
        retransmitted: all ?? 0,
      },
      established: tcp.CurrEstab,
    };
  };
}

/**
 * Splits the retransmissions since the last sample into kinds, the rest being `other`, so that they sum up to what the
 * kernel sent again. Its own counters of kinds overlap: a SYN that is sent again after a timeout is in two.
 */
export function splitRetransmits(): (all: number, told: readonly number[]) => readonly number[] {
  let lastAll = 0;
  let lastTold: readonly number[] = [];
  let totals: readonly number[] = [];
  return (all, told) => {
    let left = all - lastAll;
    const grown = told.map((count, index) => {
      const taken = Math.min(left, count - (lastTold[index] ?? 0));
      left -= taken;
      return (totals[index] ?? 0) + taken;
    });
    totals = [...grown, (totals[told.length] ?? 0) + left];
    lastAll = all;
    lastTold = told;
    return totals;
  };
}

import { integerAt, words } from './text.ts';

/** The sockets of a network namespace, as /proc/net/sockstat and /proc/net/sockstat6 count them. */
export interface SocketCounts {
  /** TCP sockets that have a port, without those in TIME_WAIT. */
  readonly tcpInUse: number;
  /** Of IPv4 and IPv6 together; the table of IPv6 leaves it out. */
  readonly tcpTimeWait?: number;
  readonly udpInUse?: number;
}

/**
 * One of the two tables (`TCP: inuse 11 orphan 0 tw 3 alloc 14 mem 134`). Unlike /proc/net/tcp, which walks every
 * socket, the kernel has these counts at hand.
 */
export function parseSocketCounts(text: string): SocketCounts | undefined {
  const tcp = words(text, 'TCP') ?? words(text, 'TCP6');
  const tcpInUse = tcp === undefined ? undefined : count(tcp, 'inuse');
  if (tcp === undefined || tcpInUse === undefined) return undefined;
  const tcpTimeWait = count(tcp, 'tw');
  const udpInUse = count(words(text, 'UDP') ?? words(text, 'UDP6') ?? '', 'inuse');
  return {
    tcpInUse,
    ...(tcpTimeWait !== undefined && { tcpTimeWait }),
    ...(udpInUse !== undefined && { udpInUse }),
  };
}

function count(line: string, key: string): number | undefined {
  const items = line.split(' ');
  const at = items.indexOf(key);
  const value = at < 0 ? undefined : integerAt(`${items[at + 1]}\n`, 0);
  return value === undefined || value < 0 ? undefined : value;
}

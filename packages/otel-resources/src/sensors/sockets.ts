import { type Cleanup, instruments, type LateMeter } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { KeptFile } from '../read/file.ts';
import { parseSocketCounts } from '../read/socket-counts.ts';
import type { SocketReadings } from '../readings.ts';
import { required } from './required.ts';
import { series } from './series.ts';

const STATES = ['established', 'time_wait', 'other'] as const;

/** The TCP connections of the host by state; `established` is what another table of the kernel says of them. */
export function watchSockets(
  cleanup: Cleanup,
  meter: LateMeter,
  sockstat: KeptFile,
  sockstat6: KeptFile,
): (established: number | undefined) => SocketReadings {
  const { connections } = instruments(meter, { connections: METRICS.systemNetworkConnectionCount });
  const points = series(
    cleanup,
    connections,
    STATES.map((state) => ({ 'network.transport': 'tcp', 'network.connection.state': state })),
  );
  return (established) => {
    const four = required(sockstat, parseSocketCounts);
    const six = parseSocketCounts(sockstat6.read() ?? '');
    const tcpInUse = four.tcpInUse + (six?.tcpInUse ?? 0);
    const udp = (four.udpInUse ?? 0) + (six?.udpInUse ?? 0);
    const tcpTimeWait = four.tcpTimeWait ?? 0;
    points.set(0, established);
    points.set(1, tcpTimeWait);
    if (established === undefined) return { tcpTimeWait, udp };
    const tcpOther = Math.max(0, tcpInUse - established);
    points.set(2, tcpOther);
    return { tcpEstablished: established, tcpTimeWait, tcpOther, udp };
  };
}

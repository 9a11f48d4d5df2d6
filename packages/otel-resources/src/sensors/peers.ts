import type { Socket } from 'node:net';
import process from 'node:process';
import type { Attributes } from '@opentelemetry/api';
import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { LateHandle } from '../probe.ts';
import { descriptorOf, isAccepted } from '../read/sockets.ts';
import { openTcpInfo, type TcpInfo, type TcpInfoReader } from '../read/tcp-info.ts';
import type { ResourceSensor } from '../sensor.ts';
import { createPeerRanking, type RankedPeer, readingsOf } from './peer-ranking.ts';
import { series } from './series.ts';

/** So many connections are looked at in a sample, all in turn: half a microsecond each. */
const LOOKS = 64;

/** As many peers are remembered for each that has a name, so that one that gets busy is known. */
const REMEMBERED_PER_NAME = 16;

const OTHER: Attributes = { 'network.peer.address': 'other' };

interface Seen {
  retransmits: number;
  acknowledged: number;
  carried: number;
}

/**
 * Round trip times and retransmissions of the peers that this process connects to, by TCP_INFO. Those who connect to it
 * are told together: their ports mean nothing, and their addresses are people's.
 */
export function createPeers(open: typeof openTcpInfo = openTcpInfo): ResourceSensor {
  return ({ meter, sampler, faults }, { readings, sockets, peerLimit }) => {
    const watched = process.platform === 'linux' ? sockets() : undefined;
    if (!watched) {
      faults.absent('peers are told on Linux, by a Node.js that tells every socket');
      return nothing;
    }
    let reader: TcpInfoReader | undefined;
    let unsupported = false;
    let ended = false;

    const handle = begin((cleanup) => {
      const made = instruments(meter, {
        rtt: METRICS.peerRtt,
        retransmits: METRICS.peerRetransmits,
      });
      const retransmits = series(cleanup, made.retransmits, [OTHER]);
      const counts = [0];
      const named = new Map<string, { readonly index: number; readonly attributes: Attributes }>();
      const other = { index: 0, attributes: OTHER };
      const ranking = createPeerRanking(peerLimit * REMEMBERED_PER_NAME);
      const seen = new WeakMap<Socket, Seen>();

      const nameOf = ({ address, port }: RankedPeer) => named.get(`${address} ${port}`) ?? other;

      /** A name is for ever, for series do not end: those who are busiest while there are names left have them. */
      const giveNames = (busiest: readonly RankedPeer[]): void => {
        for (const { address, port } of busiest) {
          const key = `${address} ${port}`;
          if (named.size >= peerLimit) return;
          if (port === undefined || named.has(key)) continue;
          const attributes = { 'network.peer.address': address, 'network.peer.port': port };
          named.set(key, { index: retransmits.add(attributes), attributes });
          counts.push(0);
        }
      };

      const push = (peer: RankedPeer, info: TcpInfo, last: Seen): void => {
        const { index, attributes } = nameOf(peer);
        const resent = rise(last.retransmits, info.retransmits);
        peer.retransmits += resent;
        counts[index] = (counts[index] ?? 0) + resent;
        if (info.rttSeconds !== undefined) {
          peer.rttSeconds = info.rttSeconds;
          // It is measured by what is acknowledged: of a connection that rests, it is no news.
          if (info.acknowledgedBytes !== last.acknowledged)
            made.rtt.record(info.rttSeconds, attributes);
        }
        if (info.minRttSeconds !== undefined) peer.minRttSeconds = info.minRttSeconds;
      };

      const looked: { peer: RankedPeer; info: TcpInfo; last: Seen }[] = [];
      const look = (socket: Socket): void => {
        const { remoteAddress: address, remotePort } = socket;
        const fd = descriptorOf(socket);
        if (address === undefined || remotePort === undefined || fd === undefined) return;
        const info = reader?.read(fd);
        if (!info) return;
        const last = seen.get(socket) ?? { retransmits: 0, acknowledged: 0, carried: 0 };
        const peer = ranking.peer(address, isAccepted(socket) ? undefined : remotePort);
        const carried = (info.acknowledgedBytes ?? 0) + (info.receivedBytes ?? 0);
        peer.weight += rise(last.carried, carried);
        looked.push({ peer, info, last });
        const { retransmits: resent, acknowledgedBytes: acknowledged = 0 } = info;
        seen.set(socket, { retransmits: resent, acknowledged, carried });
      };

      let then: number | undefined;
      const take = (now: number): void => {
        if (!reader) return;
        ranking.pass(now - (then ?? now));
        then = now;
        for (const socket of watched.next(LOOKS)) look(socket);
        const busiest = ranking.busiest().slice(0, peerLimit);
        giveNames(busiest);
        for (const { peer, info, last } of looked.splice(0)) push(peer, info, last);
        for (const [index, count] of counts.entries()) retransmits.set(index, count);
        readings.peers = busiest.map(readingsOf);
      };
      cleanup.defer(() => {
        ended = true;
        reader?.[Symbol.dispose]();
      });
      cleanup.use(sampler.add('peers', take));
    });

    void open().then(({ library, reason }) => {
      if (ended) return library?.[Symbol.dispose]();
      reader = library;
      if (library) return;
      unsupported = true;
      faults.absent(`peers cannot be asked for: ${reason}`);
    });

    const late: LateHandle = {
      get unsupported() {
        return unsupported;
      },
      [Symbol.dispose]: () => handle[Symbol.dispose](),
    };
    return late;
  };
}

export const peers: ResourceSensor = createPeers();

/** A count that is less than the last is that of a socket which has connected again. */
function rise(last: number, now: number): number {
  return now >= last ? now - last : now;
}

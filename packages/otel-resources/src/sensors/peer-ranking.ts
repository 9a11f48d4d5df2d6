import type { PeerReadings } from '../readings.ts';

/** A peer and what it carried lately. */
export interface RankedPeer {
  readonly address: string;
  /** Absent where it is the one who connects: its port means nothing. */
  readonly port?: number;
  /** Bytes of late: they count half after a minute. */
  weight: number;
  retransmits: number;
  rttSeconds?: number;
  minRttSeconds?: number;
}

/** The peers of late, of which the busiest are kept. */
export interface PeerRanking {
  /** The peer of an address, made where it is new. */
  peer(address: string, port: number | undefined): RankedPeer;
  /** Busiest first, those alone that carried something lately. */
  busiest(): readonly RankedPeer[];
  /** Lets `seconds` pass: weights fall, and the least busy are forgotten beyond the limit. */
  pass(seconds: number): void;
}

const HALF_SECONDS = 60;

/** A peer that carried less than a byte of late is idle. */
const IDLE_WEIGHT = 1;

export function createPeerRanking(limit: number): PeerRanking {
  const peers = new Map<string, RankedPeer>();
  const ranked = (): RankedPeer[] => [...peers.values()].sort((a, b) => b.weight - a.weight);
  return {
    peer(address, port) {
      const key = `${address} ${port ?? ''}`;
      let peer = peers.get(key);
      if (!peer) {
        peer = { address, ...(port !== undefined && { port }), weight: 0, retransmits: 0 };
        peers.set(key, peer);
      }
      return peer;
    },
    busiest: () => ranked().filter(({ weight }) => weight >= IDLE_WEIGHT),
    pass(seconds) {
      const factor = 0.5 ** (seconds / HALF_SECONDS);
      for (const peer of peers.values()) peer.weight *= factor;
      if (peers.size <= limit) return;
      const kept = new Set(ranked().slice(0, limit));
      for (const [key, peer] of peers) if (!kept.has(peer)) peers.delete(key);
    },
  };
}

/** What code is told of a peer. */
export function readingsOf({
  address,
  port,
  retransmits,
  rttSeconds,
  minRttSeconds,
}: RankedPeer): PeerReadings {
  return {
    address,
    ...(port !== undefined && { port }),
    retransmitted: retransmits,
    ...(rttSeconds !== undefined && { rttSeconds }),
    ...(minRttSeconds !== undefined && { minRttSeconds }),
  };
}

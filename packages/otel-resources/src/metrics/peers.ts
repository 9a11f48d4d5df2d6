import type { MetricSpecs } from '@plimsoll/kernel';

/** What is told of the peers of this process. */
export const PEERS_METRICS = {
  peerRtt: {
    name: 'plimsoll.peer.rtt',
    instrument: 'histogram',
    unit: 's',
    valueType: 'double',
    description:
      'Smoothed round trip time of a TCP connection that has carried something since it was last looked at.',
    attributes: ['network.peer.address', 'network.peer.port'],
    buckets: [
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
    ],
    stability: 'development',
  },
  peerRetransmits: {
    name: 'plimsoll.peer.retransmits',
    instrument: 'observableCounter',
    unit: '{segment}',
    valueType: 'int',
    description: 'Number of TCP segments retransmitted to a peer.',
    attributes: ['network.peer.address', 'network.peer.port'],
    stability: 'development',
  },
} as const;

PEERS_METRICS satisfies MetricSpecs;

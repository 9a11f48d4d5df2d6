import type { MetricSpecs } from '@plimsoll/kernel';

/** What is told of network of the host. */
export const NETWORK_METRICS = {
  systemNetworkIo: {
    name: 'system.network.io',
    instrument: 'observableCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Bytes carried by a network interface.',
    attributes: ['network.interface.name', 'network.io.direction'],
    stability: 'development',
  },
  systemNetworkPacketCount: {
    name: 'system.network.packet.count',
    instrument: 'observableCounter',
    unit: '{packet}',
    valueType: 'int',
    description: 'Packets carried by a network interface.',
    attributes: ['system.device.name', 'network.io.direction'],
    stability: 'development',
  },
  systemNetworkErrors: {
    name: 'system.network.errors',
    instrument: 'observableCounter',
    unit: '{error}',
    valueType: 'int',
    description: 'Errors of a network interface.',
    attributes: ['network.interface.name', 'network.io.direction'],
    stability: 'development',
  },
  systemNetworkPacketDropped: {
    name: 'system.network.packet.dropped',
    instrument: 'observableCounter',
    unit: '{packet}',
    valueType: 'int',
    description: 'Packets that a network interface dropped.',
    attributes: ['network.interface.name', 'network.io.direction'],
    stability: 'development',
  },
  tcpSegments: {
    name: 'plimsoll.system.network.tcp.segments',
    instrument: 'observableCounter',
    unit: '{segment}',
    valueType: 'int',
    description: 'Number of TCP segments, without those sent again.',
    attributes: ['network.io.direction'],
    stability: 'development',
  },
  tcpRetransmits: {
    name: 'plimsoll.system.network.tcp.retransmits',
    instrument: 'observableCounter',
    unit: '{segment}',
    valueType: 'int',
    description: 'Number of TCP segments retransmitted.',
    attributes: ['plimsoll.network.tcp.retransmit.type'],
    stability: 'development',
  },
  tcpResets: {
    name: 'plimsoll.system.network.tcp.resets',
    instrument: 'observableCounter',
    unit: '{reset}',
    valueType: 'int',
    description: 'Number of TCP resets.',
    attributes: ['network.io.direction'],
    stability: 'development',
  },
  tcpListenDrops: {
    name: 'plimsoll.system.network.tcp.listen.drops',
    instrument: 'observableCounter',
    unit: '{connection}',
    valueType: 'int',
    description: 'Number of connections dropped by listening sockets.',
    attributes: ['plimsoll.network.tcp.listen.drop.reason'],
    stability: 'development',
  },
} as const;

NETWORK_METRICS satisfies MetricSpecs;

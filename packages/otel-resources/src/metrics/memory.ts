import type { MetricSpecs } from '@plimsoll/kernel';

/** What is told of memory and paging of the host. */
export const MEMORY_METRICS = {
  systemMemoryUsage: {
    name: 'system.memory.usage',
    instrument: 'observableUpDownCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Memory of the host by state.',
    attributes: ['system.memory.state'],
    stability: 'development',
  },
  systemMemoryUtilization: {
    name: 'system.memory.utilization',
    instrument: 'observableGauge',
    unit: '1',
    valueType: 'double',
    description: 'Fraction of the memory of the host by state.',
    attributes: ['system.memory.state'],
    stability: 'development',
  },
  systemMemoryLimit: {
    name: 'system.memory.limit',
    instrument: 'observableUpDownCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Total memory of the host.',
    stability: 'development',
  },
  systemMemorySlabUsage: {
    name: 'system.memory.linux.slab.usage',
    instrument: 'observableUpDownCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Memory that the kernel uses for structures of its own.',
    attributes: ['system.memory.linux.slab.state'],
    stability: 'development',
  },
  systemPagingUsage: {
    name: 'system.paging.usage',
    instrument: 'observableUpDownCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Swap space of the host by state. Not reported without swap.',
    attributes: ['system.paging.state'],
    stability: 'development',
  },
  systemPagingFaults: {
    name: 'system.paging.faults',
    instrument: 'observableCounter',
    unit: '{fault}',
    valueType: 'int',
    description: 'Number of page faults of the host.',
    attributes: ['system.paging.fault.type'],
    stability: 'development',
  },
  systemPagingOperations: {
    name: 'system.paging.operations',
    instrument: 'observableCounter',
    unit: '{operation}',
    valueType: 'int',
    description: 'Pages read from swap and written to it.',
    attributes: ['system.paging.fault.type', 'system.paging.direction'],
    stability: 'development',
  },
  systemPagingUtilization: {
    name: 'system.paging.utilization',
    instrument: 'observableGauge',
    unit: '1',
    valueType: 'double',
    description: 'Fraction of the swap space of the host by state. Not reported without swap.',
    attributes: ['system.paging.state'],
    stability: 'development',
  },
} as const;

MEMORY_METRICS satisfies MetricSpecs;

import type { MetricSpecs } from '@plimsoll/kernel';

/** What is told of this process. */
export const PROCESS_METRICS = {
  processCpuTime: {
    name: 'process.cpu.time',
    instrument: 'observableCounter',
    unit: 's',
    valueType: 'double',
    description: 'CPU seconds used by the process.',
    attributes: ['cpu.mode'],
    stability: 'release_candidate',
  },
  processCpuUtilization: {
    name: 'process.cpu.utilization',
    instrument: 'observableGauge',
    unit: '1',
    valueType: 'double',
    description:
      'CPU time of the process between the last two samples, divided by the elapsed time and by the CPUs available to it: the lower of its quota and its CPU set.',
    attributes: ['cpu.mode'],
    stability: 'release_candidate',
  },
  processMemoryUsage: {
    name: 'process.memory.usage',
    instrument: 'observableUpDownCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Physical memory in use by the process (RSS).',
    stability: 'release_candidate',
  },
  processMemoryVirtual: {
    name: 'process.memory.virtual',
    instrument: 'observableUpDownCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Virtual memory that the process has committed.',
    stability: 'release_candidate',
  },
  processContextSwitches: {
    name: 'process.context_switches',
    instrument: 'observableCounter',
    unit: '{context_switch}',
    valueType: 'int',
    description: 'Number of times the process was switched out.',
    attributes: ['process.context_switch.type'],
    stability: 'release_candidate',
  },
  processPagingFaults: {
    name: 'process.paging.faults',
    instrument: 'observableCounter',
    unit: '{fault}',
    valueType: 'int',
    description: 'Number of page faults of the process.',
    attributes: ['system.paging.fault.type'],
    stability: 'release_candidate',
  },
  processNetworkIo: {
    name: 'process.network.io',
    instrument: 'observableCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Bytes carried by the TCP and local sockets of the main thread.',
    attributes: ['network.io.direction'],
    stability: 'release_candidate',
  },
  processThreadCount: {
    name: 'process.thread.count',
    instrument: 'observableUpDownCounter',
    unit: '{thread}',
    valueType: 'int',
    description: 'Number of threads of the process.',
    stability: 'release_candidate',
  },
  processUptime: {
    name: 'process.uptime',
    instrument: 'observableGauge',
    unit: 's',
    valueType: 'double',
    description: 'Time the process has been running.',
    stability: 'release_candidate',
  },
  fileDescriptorCount: {
    name: 'process.unix.file_descriptor.count',
    instrument: 'observableUpDownCounter',
    unit: '{file_descriptor}',
    valueType: 'int',
    description: 'Number of file descriptors the process has open.',
    stability: 'release_candidate',
  },
  fileDescriptorLimit: {
    name: 'plimsoll.process.file_descriptor.limit',
    instrument: 'observableUpDownCounter',
    unit: '{file_descriptor}',
    valueType: 'int',
    description:
      'Maximum number of file descriptors the process may open. Not reported without one.',
    stability: 'development',
  },
} as const;

PROCESS_METRICS satisfies MetricSpecs;

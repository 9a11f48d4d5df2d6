import type { MetricSpecs } from '@plimsoll/kernel';

/** What is told of CPU of the host. */
export const CPU_METRICS = {
  systemCpuTime: {
    name: 'system.cpu.time',
    instrument: 'observableCounter',
    unit: 's',
    valueType: 'double',
    description: 'Seconds the logical CPUs of the host spent in each mode.',
    attributes: ['cpu.mode'],
    stability: 'development',
  },
  systemCpuUtilization: {
    name: 'system.cpu.utilization',
    instrument: 'observableGauge',
    unit: '1',
    valueType: 'double',
    description:
      'Fraction of the CPU time of the host spent in each mode between the last two samples.',
    attributes: ['cpu.mode'],
    stability: 'development',
  },
  systemCpuCoreUtilization: {
    name: 'plimsoll.system.cpu.core.utilization',
    instrument: 'observableGauge',
    unit: '1',
    valueType: 'double',
    description:
      'Fraction of the time between the last two samples in which a logical CPU was busy, that is, not idle.',
    attributes: ['cpu.logical_number'],
    stability: 'development',
  },
  systemCpuFrequency: {
    name: 'system.cpu.frequency',
    instrument: 'observableGauge',
    unit: 'Hz',
    valueType: 'int',
    description:
      'Frequency at which a logical CPU runs. Not reported where the kernel does not tell.',
    attributes: ['cpu.logical_number'],
    stability: 'development',
  },
  systemCpuLogicalCount: {
    name: 'system.cpu.logical.count',
    instrument: 'observableUpDownCounter',
    unit: '{cpu}',
    valueType: 'int',
    description: 'Number of logical CPUs that are online.',
    stability: 'development',
  },
  systemLoadAverage1m: {
    name: 'plimsoll.system.load_average.1m',
    instrument: 'observableGauge',
    unit: '{thread}',
    valueType: 'double',
    description: 'Threads that ran or waited to run, averaged by the kernel over 1 minute.',
    stability: 'development',
  },
  systemLoadAverage5m: {
    name: 'plimsoll.system.load_average.5m',
    instrument: 'observableGauge',
    unit: '{thread}',
    valueType: 'double',
    description: 'Threads that ran or waited to run, averaged by the kernel over 5 minutes.',
    stability: 'development',
  },
  systemLoadAverage15m: {
    name: 'plimsoll.system.load_average.15m',
    instrument: 'observableGauge',
    unit: '{thread}',
    valueType: 'double',
    description: 'Threads that ran or waited to run, averaged by the kernel over 15 minutes.',
    stability: 'development',
  },
} as const;

CPU_METRICS satisfies MetricSpecs;

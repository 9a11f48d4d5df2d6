import type { MetricSpecs } from '@plimsoll/kernel';

/** What is told of the container, and stalls of it and the host. */
export const CONTAINER_METRICS = {
  containerCpuTime: {
    name: 'container.cpu.time',
    instrument: 'observableCounter',
    unit: 's',
    valueType: 'double',
    description: 'CPU seconds used by the cgroup whose quota binds.',
    attributes: ['cpu.mode'],
    stability: 'release_candidate',
  },
  containerCpuThrottledTime: {
    name: 'plimsoll.container.cpu.throttled.time',
    instrument: 'observableCounter',
    unit: 's',
    valueType: 'double',
    description: 'Time the cgroup whose quota binds was throttled by it.',
    stability: 'development',
  },
  containerCpuPeriods: {
    name: 'plimsoll.container.cpu.periods',
    instrument: 'observableCounter',
    unit: '{period}',
    valueType: 'int',
    description: 'Number of CFS bandwidth enforcement periods of the cgroup whose quota binds.',
    attributes: ['plimsoll.container.cpu.period.throttled'],
    stability: 'development',
  },
  containerCpuLimit: {
    name: 'plimsoll.container.cpu.limit',
    instrument: 'observableUpDownCounter',
    unit: '{cpu}',
    valueType: 'double',
    description:
      'CPU quota of the cgroup in CPUs, the lowest of all ancestors. Not reported without one.',
    stability: 'development',
  },
  containerMemoryUsage: {
    name: 'container.memory.usage',
    instrument: 'observableUpDownCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Memory usage of the cgroup whose memory limit binds.',
    stability: 'release_candidate',
  },
  containerMemoryWorkingSet: {
    name: 'container.memory.working_set',
    instrument: 'observableUpDownCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Memory usage of the cgroup without the files that are given back first.',
    stability: 'release_candidate',
  },
  containerMemoryAvailable: {
    name: 'container.memory.available',
    instrument: 'observableUpDownCounter',
    unit: 'By',
    valueType: 'int',
    description:
      'Memory limit of the cgroup without its working set. Not reported without a limit.',
    stability: 'release_candidate',
  },
  containerMemoryRss: {
    name: 'container.memory.rss',
    instrument: 'observableUpDownCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Anonymous memory of the cgroup.',
    stability: 'release_candidate',
  },
  containerPagingFaults: {
    name: 'container.paging.faults',
    instrument: 'observableCounter',
    unit: '{fault}',
    valueType: 'int',
    description: 'Number of page faults of the cgroup.',
    attributes: ['system.paging.fault.type'],
    stability: 'development',
  },
  containerDiskIo: {
    name: 'container.disk.io',
    instrument: 'observableCounter',
    unit: 'By',
    valueType: 'int',
    description:
      'Bytes the cgroup read from and wrote to a device. What stands on another device (LVM, encryption) counts on both.',
    attributes: ['system.device.name', 'disk.io.direction'],
    stability: 'development',
  },
  containerMemoryLimit: {
    name: 'plimsoll.container.memory.limit',
    instrument: 'observableUpDownCounter',
    unit: 'By',
    valueType: 'int',
    description:
      'Memory limit of the cgroup, the lowest of all ancestors. Not reported without one.',
    stability: 'development',
  },
  containerMemoryEvents: {
    name: 'plimsoll.container.memory.events',
    instrument: 'observableCounter',
    unit: '{event}',
    valueType: 'int',
    description: 'Number of memory events of the cgroup whose memory limit binds.',
    attributes: ['plimsoll.container.memory.event.type'],
    stability: 'development',
  },
  containerThreadCount: {
    name: 'plimsoll.container.thread.count',
    instrument: 'observableUpDownCounter',
    unit: '{thread}',
    valueType: 'int',
    description: 'Number of tasks in the cgroup.',
    stability: 'development',
  },
  containerThreadLimit: {
    name: 'plimsoll.container.thread.limit',
    instrument: 'observableUpDownCounter',
    unit: '{thread}',
    valueType: 'int',
    description: 'Maximum number of tasks in the cgroup. Not reported without one.',
    stability: 'development',
  },
  systemPressureStallTime: {
    name: 'plimsoll.system.pressure.stall.time',
    instrument: 'observableCounter',
    unit: 's',
    valueType: 'double',
    description:
      'Time tasks on the host were stalled waiting for a resource. `full` is part of `some`: never sum over the type.',
    attributes: ['plimsoll.pressure.resource', 'plimsoll.pressure.stall.type'],
    stability: 'development',
  },
  containerPressureStallTime: {
    name: 'plimsoll.container.pressure.stall.time',
    instrument: 'observableCounter',
    unit: 's',
    valueType: 'double',
    description:
      'Time tasks in the cgroup were stalled waiting for a resource. `full` is part of `some`: never sum over the type.',
    attributes: ['plimsoll.pressure.resource', 'plimsoll.pressure.stall.type'],
    stability: 'development',
  },
} as const;

CONTAINER_METRICS satisfies MetricSpecs;

import type { MetricSpecs } from '@plimsoll/kernel';

/** What is told of units: tenants, views, jobs, and the workers that are one. */
export const UNITS_METRICS = {
  unitEventLoopTime: {
    name: 'plimsoll.unit.eventloop.time',
    instrument: 'observableCounter',
    unit: 's',
    valueType: 'double',
    description:
      'Time in which code of the unit ran on the event loop of this thread, and time in which the event loops of its workers were active.',
    attributes: ['plimsoll.unit'],
    stability: 'development',
  },
  unitCpuTime: {
    name: 'plimsoll.unit.cpu.time',
    instrument: 'observableCounter',
    unit: 's',
    valueType: 'double',
    description:
      'CPU time of the workers of the unit, and its part of the CPU time of this thread, in proportion to the time of the event loop.',
    attributes: ['plimsoll.unit'],
    stability: 'development',
  },
  unitHeapUsed: {
    name: 'plimsoll.unit.heap.used',
    instrument: 'observableUpDownCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Heap used by the workers of the unit. Not reported before Node.js 22.16.',
    attributes: ['plimsoll.unit'],
    stability: 'development',
  },
  unitHeapAllocated: {
    name: 'plimsoll.unit.heap.allocated',
    instrument: 'observableCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Bytes that the workers of the unit allocated. Not reported before Node.js 26.',
    attributes: ['plimsoll.unit'],
    stability: 'development',
  },
} as const;

UNITS_METRICS satisfies MetricSpecs;

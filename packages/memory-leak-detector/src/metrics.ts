import type { EventSpecs, MetricSpecs } from '@plimsoll/kernel';

/** Every metric that this package emits. */
export const METRICS = {
  usedAfterGc: {
    name: 'plimsoll.memory.used_after_gc',
    instrument: 'observableUpDownCounter',
    unit: 'By',
    valueType: 'int',
    description: 'Heap memory used, as measured after the most recent major garbage collection.',
    attributes: ['v8js.heap.space.name'],
    stability: 'development',
  },
  growthRate: {
    name: 'plimsoll.memory.growth.rate',
    instrument: 'observableGauge',
    unit: 'By/s',
    valueType: 'double',
    description: 'Trend slope of memory after garbage collection.',
    attributes: ['plimsoll.memory.area'],
    stability: 'development',
  },
  leakSuspicion: {
    name: 'plimsoll.memory.leak.suspicion',
    instrument: 'observableGauge',
    unit: '1',
    valueType: 'double',
    description: 'Leak suspicion score in the range [0, 1].',
    attributes: ['plimsoll.memory.area'],
    stability: 'development',
  },
  leakStatus: {
    name: 'plimsoll.memory.leak.status',
    instrument: 'observableUpDownCounter',
    unit: '1',
    valueType: 'int',
    description: 'Leak detector status: `1` for the current state, `0` for the others.',
    attributes: ['plimsoll.memory.area', 'plimsoll.memory.leak.state'],
    stability: 'development',
  },
  leakDetections: {
    name: 'plimsoll.memory.leak.detections',
    instrument: 'counter',
    unit: '{detection}',
    valueType: 'int',
    description: 'Number of times a leak became suspected.',
    attributes: ['plimsoll.memory.area'],
    stability: 'development',
  },
} as const;

METRICS satisfies MetricSpecs;

/** Every event that this package emits. */
export const EVENTS = {
  leakSuspected: {
    name: 'plimsoll.memory.leak.suspected',
    severity: 'WARN',
    description: 'A memory area keeps growing across garbage collections.',
    attributes: [
      'plimsoll.memory.area',
      'plimsoll.memory.leak.suspicion',
      'plimsoll.memory.growth.rate',
      'plimsoll.memory.leak.window',
      'plimsoll.memory.leak.sample_count',
      'plimsoll.resource.exhaustion.time_left',
    ],
  },
  leakConfirmed: {
    name: 'plimsoll.memory.leak.confirmed',
    severity: 'ERROR',
    description: 'A suspected leak has eaten a share of the head-room and keeps growing.',
    attributes: [
      'plimsoll.memory.area',
      'plimsoll.memory.leak.suspicion',
      'plimsoll.memory.growth.rate',
      'plimsoll.memory.leak.window',
      'plimsoll.memory.leak.sample_count',
      'plimsoll.resource.exhaustion.time_left',
    ],
  },
  leakResolved: {
    name: 'plimsoll.memory.leak.resolved',
    severity: 'INFO',
    description: 'A suspected leak is no longer suspected.',
    attributes: ['plimsoll.memory.area', 'plimsoll.memory.leak.window'],
  },
} as const;

EVENTS satisfies EventSpecs;

import type { MetricSpecs } from '@plimsoll/kernel';

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

import type { EventSpecs } from '@plimsoll/kernel';

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
      'code.function.name',
      'code.file.path',
      'code.line.number',
      'plimsoll.memory.growth.share',
      'plimsoll.memory.leak.culprits',
      'plimsoll.memory.heap_profile.path',
      'thread.id',
      'thread.name',
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
      'code.function.name',
      'code.file.path',
      'code.line.number',
      'plimsoll.memory.growth.share',
      'plimsoll.memory.leak.culprits',
      'plimsoll.memory.heap_profile.path',
      'thread.id',
      'thread.name',
    ],
  },
  leakResolved: {
    name: 'plimsoll.memory.leak.resolved',
    severity: 'INFO',
    description: 'A suspected leak is no longer suspected.',
    attributes: ['plimsoll.memory.area', 'plimsoll.memory.leak.window', 'thread.id', 'thread.name'],
  },
  heapSnapshotTaken: {
    name: 'plimsoll.memory.heap_snapshot.taken',
    severity: 'INFO',
    description: 'A heap snapshot was written; the process stood still meanwhile.',
    attributes: [
      'plimsoll.memory.heap_snapshot.trigger',
      'plimsoll.memory.heap_snapshot.predicted_duration',
      'plimsoll.memory.heap_snapshot.path',
      'plimsoll.memory.heap_snapshot.size',
      'plimsoll.memory.heap_snapshot.duration',
    ],
  },
  heapSnapshotSkipped: {
    name: 'plimsoll.memory.heap_snapshot.skipped',
    severity: 'WARN',
    description: 'A heap snapshot was wanted and not taken.',
    attributes: [
      'plimsoll.memory.heap_snapshot.trigger',
      'plimsoll.memory.heap_snapshot.predicted_duration',
      'plimsoll.memory.heap_snapshot.reason',
    ],
  },
  nearLimit: {
    name: 'plimsoll.memory.near_limit',
    severity: 'ERROR',
    description:
      'What a heap holds after collections comes near to its limit, or will reach it while it drains.',
    attributes: [
      'plimsoll.memory.used',
      'plimsoll.memory.limit',
      'plimsoll.resource.exhaustion.time_left',
      'thread.id',
    ],
  },
  listenerLimitExceeded: {
    name: 'plimsoll.nodejs.listener.limit_exceeded',
    severity: 'WARN',
    description:
      'An emitter or event target has more listeners than its limit, as one that leaks them.',
    attributes: [
      'plimsoll.nodejs.listener.emitter',
      'plimsoll.nodejs.listener.event',
      'plimsoll.nodejs.listener.count',
      'code.function.name',
      'code.file.path',
      'code.line.number',
    ],
  },
  resourceLeakSuspected: {
    name: 'plimsoll.resource.leak.suspected',
    severity: 'WARN',
    description: 'The amount that a watched series tells keeps growing.',
    attributes: [
      'plimsoll.resource.metric',
      'plimsoll.resource.leak.suspicion',
      'plimsoll.resource.growth.rate',
      'plimsoll.resource.leak.window',
      'plimsoll.resource.leak.sample_count',
      'plimsoll.resource.exhaustion.time_left',
    ],
  },
  resourceLeakConfirmed: {
    name: 'plimsoll.resource.leak.confirmed',
    severity: 'ERROR',
    description: 'It has eaten a share of the head-room and keeps growing.',
    attributes: [
      'plimsoll.resource.metric',
      'plimsoll.resource.leak.suspicion',
      'plimsoll.resource.growth.rate',
      'plimsoll.resource.leak.window',
      'plimsoll.resource.leak.sample_count',
      'plimsoll.resource.exhaustion.time_left',
    ],
  },
  resourceLeakResolved: {
    name: 'plimsoll.resource.leak.resolved',
    severity: 'INFO',
    description: 'It is no longer suspected.',
    attributes: ['plimsoll.resource.metric', 'plimsoll.resource.leak.window'],
  },
  cacheGrowing: {
    name: 'plimsoll.cache.growing',
    severity: 'WARN',
    description: 'A cache without a limit keeps growing, as a leak does.',
    attributes: [
      'plimsoll.cache.name',
      'plimsoll.cache.entry.count',
      'plimsoll.cache.usage',
      'plimsoll.memory.growth.rate',
    ],
  },
  cacheUnused: {
    name: 'plimsoll.cache.unused',
    severity: 'WARN',
    description: 'A cache was asked often and never had an answer.',
    attributes: [
      'plimsoll.cache.name',
      'plimsoll.cache.entry.count',
      'plimsoll.cache.usage',
      'plimsoll.cache.misses',
    ],
  },
} as const;

EVENTS satisfies EventSpecs;

export {
  type Collected,
  type CollectGarbageOptions,
  collectGarbage,
} from './acts/collect-garbage.ts';
export type { HeapSnapshot } from './acts/heap-snapshot.ts';
export type { ProfileOptions } from './acts/profile.ts';
export {
  type BusyFunction,
  type CpuProfile,
  type CpuProfileOptions,
  profileCpu,
} from './acts/profile-cpu.ts';
export { type HeapProfile, type HeapProfileOptions, profileHeap } from './acts/profile-heap.ts';
export type { Refusal, RefusalReason } from './acts/refusal.ts';
export { type HeapSnapshotOptions, takeHeapSnapshot } from './acts/take-heap-snapshot.ts';
export type { Area } from './areas.ts';
export type { CacheLike, KeyvLike } from './caches/cache-like.ts';
export type { EvictionReason } from './caches/observe.ts';
export {
  type PressureLevel,
  type PressureLike,
  shrinkCaches,
  shrinkCachesUnder,
} from './caches/relief.ts';
export {
  type CachePriority,
  type CacheReading,
  type TrackCacheOptions,
  type TrackedCache,
  trackCache,
} from './caches/track-cache.ts';
export { EVENTS } from './events.ts';
export type { Frame } from './evidence/allocation.ts';
export type { Culprit } from './evidence/culprits.ts';
export type { ProfileFormat } from './evidence/profile-file.ts';
export {
  type HeapPressureSource,
  MemoryLeakInstrumentation,
  type MemoryLeakInternals,
} from './instrumentation.ts';
export type { HeapPressure, NearLimit } from './limit/limits-watch.ts';
export type { HeapLevel } from './limit/pressure-fold.ts';
export type { WorkerReading } from './limit/worker-verdicts.ts';
export { METRICS } from './metrics.ts';
export { CONSTRAINTS, type MemoryLeakOptions, OPTIONS } from './options.ts';
export type { LeakReading, LeakReadings } from './readings.ts';
export {
  type CompareOptions,
  compareHeapSnapshots,
  type SnapshotComparison,
} from './snapshots/compare.ts';
export type { ConstructorGrowth } from './snapshots/grown-constructors.ts';
export type { LeakThresholds } from './thresholds.ts';
export type { LeakState } from './verdict/leak-verdict.ts';

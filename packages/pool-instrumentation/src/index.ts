export type { PoolCounts, PoolLike } from './adapters/pool-like.ts';
export { adviseSize } from './advise-size.ts';
export { type AutosizeOptions, autosize } from './autosize.ts';
export { doubledMetrics } from './doubled-metrics.ts';
export { PoolTimeoutExplanation } from './explain.ts';
export { createGate, type Gate, type GateOptions } from './gate.ts';
export type { AcquireOptions } from './generic/acquire-options.ts';
export { createPool } from './generic/create-pool.ts';
export { PoolTimeoutError, PoolUnavailableError } from './generic/errors.ts';
export type { ResourceFactory } from './generic/factory.ts';
export type { Lease } from './generic/lease.ts';
export type { PoolLifecycleState } from './generic/lifecycle.ts';
export type { PoolPriority } from './generic/request-queue.ts';
export type { ResourcePool } from './generic/resource-pool.ts';
export type { CreatePoolOptions } from './generic/settings.ts';
export { HealthCheckTimeoutError } from './health-check.ts';
export type { HealthCheckOptions } from './health-check-options.ts';
export {
  PoolInstrumentation,
  type PoolInstrumentationOptions,
} from './instrumentation.ts';
export { EVENTS, METRICS } from './metrics.ts';
export {
  type ObservePoolOptions,
  observePool,
  type PoolOptions,
  type PoolReading,
  readPools,
} from './observe-pool.ts';
export { CONSTRAINTS, OPTIONS } from './options.ts';
export type {
  CloseReason,
  IdleConnection,
  PoolAdapter,
  PoolEvents,
  PoolIdentity,
  PoolLease,
  PoolRequest,
  PoolStats,
  TransactionStatus,
} from './pool.ts';
export {
  createPoolRegistry,
  type PoolRegistry,
  type PoolRegistryOptions,
  type PressureLike,
  type RegisteredPool,
} from './pool-registry.ts';
export type { PressureLevel } from './pressure-level.ts';
export type { PoolMetricProducer } from './producer.ts';
export type { SizeAdvice } from './sizing/advice.ts';
export type { PoolThresholds } from './thresholds.ts';
export { type ClientOf, withClient } from './with-client.ts';

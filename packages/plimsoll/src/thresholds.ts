import type { MemoryLeakInstrumentation } from '@plimsoll/memory-leak-detector';
import type { ResourceInstrumentation } from '@plimsoll/otel-resources';
import type { PoolInstrumentation } from '@plimsoll/pool-instrumentation';

/** The thresholds of what `plimsoll/register` has started, each to be read, changed and followed at run time. */
export interface RunningThresholds {
  readonly resources?: ResourceInstrumentation['thresholds'];
  readonly pools?: PoolInstrumentation['thresholds'];
  readonly leaks?: MemoryLeakInstrumentation['thresholds'];
}

/** Every copy of this package finds them here. */
const KEY = Symbol.for('plimsoll.thresholds');

/**
 * The thresholds of this process: `thresholds().pools?.set({ leakThresholdMillis: 5000 })`. A part that is not started is
 * absent; all are where `plimsoll/register` has not been loaded, and in worker threads. An instrumentation that you
 * construct yourself has its own, as its property `thresholds`.
 */
export function thresholds(): RunningThresholds {
  return (Reflect.get(globalThis, KEY) as RunningThresholds | undefined) ?? {};
}

/** Makes them be found. */
export function offerThresholds(offered: RunningThresholds): void {
  Object.defineProperty(globalThis, KEY, { value: offered, configurable: true, enumerable: false });
}

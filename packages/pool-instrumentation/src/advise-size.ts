import { findObserved } from './find-observed.ts';
import type { SizeAdvice } from './sizing/advice.ts';

/**
 * How large `pool`, or the pool that it stands for, should be for the last 8192 uses of it, so that 95 of 100 requests wait
 * no longer than its `waitTargetMillis`; `undefined` below 200 uses. It takes some milliseconds where the trace is full.
 * Throws a `TypeError` for a pool that is not observed, and for a group of several.
 */
export function adviseSize(pool: object): SizeAdvice | undefined {
  const { hub, observed } = findObserved(pool);
  return observed.adviser.now(hub.now());
}

import { currentHub } from './registry.ts';
import type { SizeAdvice } from './sizing/advice.ts';

/**
 * How large `pool` should be for the last 8192 uses of it, so that 95 of 100 requests wait no longer than its
 * `waitTargetMillis`; `undefined` below 200 uses. It takes some milliseconds where the trace is full.
 * Throws a `TypeError` for a pool that is not observed.
 */
export function adviseSize(pool: object): SizeAdvice | undefined {
  const hub = currentHub();
  const observed = hub?.find(pool);
  if (!hub || !observed)
    throw new TypeError('Expected `pool` to be observed: see observePool and PoolInstrumentation');
  return observed.adviser.now(hub.now());
}

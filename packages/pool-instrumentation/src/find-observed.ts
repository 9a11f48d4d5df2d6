import { groupOf } from './groups.ts';
import type { PoolHub } from './hub.ts';
import type { ObservedPool } from './observed-pool.ts';
import { currentHub } from './registry.ts';

/** A pool with its observation and who keeps that. */
export interface FoundPool {
  readonly hub: PoolHub;
  readonly pool: object;
  readonly observed: ObservedPool;
}

/**
 * The pool that `value` is, or that it stands for, as a knex does for its own. Throws a `TypeError` for a pool that is not
 * observed, and for what stands for none or several.
 */
export function findObserved(value: object): FoundPool {
  const [pool, ...others] = poolsOf(value);
  if (!pool || others.length > 0)
    throw new TypeError(
      `Expected \`pool\` to be one pool, got a group of ${others.length + Number(pool !== undefined)}`,
    );
  const hub = currentHub();
  const observed = hub?.find(pool);
  if (!hub || !observed)
    throw new TypeError('Expected `pool` to be observed: see observePool and PoolInstrumentation');
  return { hub, pool, observed };
}

function poolsOf(value: object): object[] {
  const group = groupOf(value);
  if (!group) return [value];
  const found: object[] = [];
  group.members(value, (member) => void found.push(...poolsOf(member)))[Symbol.dispose]();
  return found;
}

import { readOptions, systemClock } from '@plimsoll/kernel';
import { announcePool } from '../registry.ts';
import type { ResourceFactory } from './factory.ts';
import { type PoolSurroundings, ResourcePool } from './resource-pool.ts';
import { type CreatePoolOptions, SETTINGS } from './settings.ts';

/**
 * A pool of what `factory` makes, on generic-pool: it lends at most `max` at a time, first come, first served within a
 * priority, replaces what is broken, too old or too much used, and waits between failures to create. It is observed where
 * `PoolInstrumentation` runs, and by `observePool`.
 * Throws a `TypeError` for a wrong factory or option, a `RangeError` for an option out of range.
 */
export function createPool<T>(
  factory: ResourceFactory<T>,
  options: CreatePoolOptions = {},
): ResourcePool<T> {
  const pool = buildPool(factory, options, { clock: systemClock, random: Math.random });
  announcePool(pool);
  return pool;
}

/** @internal A pool in the surroundings of a test. */
export function buildPool<T>(
  factory: ResourceFactory<T>,
  options: CreatePoolOptions,
  around: PoolSurroundings,
): ResourcePool<T> {
  for (const method of ['create', 'destroy'] as const)
    if (typeof factory?.[method] !== 'function')
      throw new TypeError(`Expected \`factory.${method}\` to be a function`);
  if (factory.validate !== undefined && typeof factory.validate !== 'function')
    throw new TypeError('Expected `factory.validate` to be a function');
  const settings = readOptions(SETTINGS, options, 'createPool');
  const { minIdle, max, backoffMinMillis, backoffMaxMillis } = settings;
  if (minIdle > max)
    throw new RangeError(`Expected \`minIdle\` to be at most \`max\` (${max}), got \`${minIdle}\``);
  if (backoffMinMillis > backoffMaxMillis)
    throw new RangeError(
      `Expected \`backoffMinMillis\` to be at most \`backoffMaxMillis\` (${backoffMaxMillis}), got \`${backoffMinMillis}\``,
    );
  return new ResourcePool(factory, settings, around);
}

import type { Factory } from './watch/factory.ts';

/** One who waits for a connection. */
export interface Waiting {
  resolve(connection: unknown): unknown;
  reject(error: unknown): unknown;
}

export interface Held {
  readonly resource: unknown;
}

/** The members of a pool of sequelize-pool 6 to 8 that are read or watched. */
export interface SequelizePoolLike {
  readonly size: number;
  readonly using: number;
  readonly available: number;
  readonly waiting: number;
  readonly maxSize: number;
  readonly minSize: number;
  readonly _draining: boolean;
  readonly _pendingAcquires: Waiting[];
  readonly _availableObjects: Held[];
  readonly _inUseObjects: Held[];
  _factory: Factory;
  acquire(): Promise<unknown>;
  release(resource: unknown): unknown;
  destroy(resource: unknown): Promise<unknown>;
  drain(): unknown;
  destroyAllNow(): unknown;
  _scheduleRemoveIdle?(): unknown;
  _dispense(): unknown;
  _removeIdle(): unknown;
}

export const METHODS = [
  'acquire',
  'release',
  'destroy',
  'destroyAllNow',
  '_dispense',
  '_removeIdle',
] as const;

/** What closing it fails with is nobody's. */
export function end(pool: SequelizePoolLike, resource: unknown): void {
  pool.destroy(resource).catch(() => {});
}

/** What is lent at `index` is idle. */
export function comeBack(pool: SequelizePoolLike, index: number): boolean {
  const [held] = index < 0 ? [] : pool._inUseObjects.splice(index, 1);
  if (held) pool._availableObjects.unshift(held);
  return held !== undefined;
}

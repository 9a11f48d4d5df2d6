import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Roots } from '../roots.ts';

/** From this version on the threads of the pool bear a name. */
const FIRST_NAMED = [1, 50] as const;
const POOL_THREAD = 'libuv-worker\n';
const DEFAULT_SIZE = 4;
const MOST = 1024;
/** More threads than this are not asked for their names. */
const MOST_LISTED = 256;

/**
 * How many threads the pool of libuv will have when it starts, by `UV_THREADPOOL_SIZE`
 * (https://docs.libuv.org/en/v1.x/threadpool.html): 4 by default, at least one and at most 1024.
 */
export function plannedPoolSize(value: string | undefined): number {
  if (value === undefined) return DEFAULT_SIZE;
  const size = Number.parseInt(value, 10);
  // libuv takes it as C does: what is no number is 0, and below zero wraps around to the most.
  if (!Number.isFinite(size) || size === 0) return 1;
  return size < 0 ? MOST : Math.min(size, MOST);
}

/** Whether this libuv names the threads of its pool. */
export function namesPool(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > FIRST_NAMED[0] || (major === FIRST_NAMED[0] && minor >= FIRST_NAMED[1]);
}

/** How many threads the pool has: it starts all at its first request, and keeps them. 0 where there are none yet. */
export function countPoolThreads(roots: Roots): number {
  const directory = join(roots.proc, 'self/task');
  try {
    const threads = readdirSync(directory).slice(0, MOST_LISTED);
    return threads.filter((id) => isPoolThread(join(directory, id, 'comm'))).length;
  } catch {
    return 0;
  }
}

function isPoolThread(path: string): boolean {
  try {
    return readFileSync(path, 'latin1') === POOL_THREAD;
  } catch {
    return false;
  }
}

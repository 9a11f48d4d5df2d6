/** What a thread of this process does. */
export type ThreadRole = 'main' | 'libuv' | 'v8' | 'worker' | 'other';

export const THREAD_ROLES: readonly ThreadRole[] = ['main', 'libuv', 'v8', 'worker', 'other'];

/** The kernel keeps so many bytes of the name of a thread. */
const NAME_BYTES = 15;

/** Names that Node.js gives from 22 (libuv) and 24 (all others) on; before, every thread bears that of the process. */
const ROLES: ReadonlyMap<string, ThreadRole> = new Map([
  ['libuv-worker', 'libuv'],
  ['V8Worker', 'v8'],
  ['node-V8Worker', 'v8'],
  ['DelayedTaskSche', 'v8'],
  ['SignalInspector', 'v8'],
  ['WorkerThread', 'worker'],
]);

/**
 * The role of a thread that is not the main one, by its name alone: `other` where that tells nothing, be it because this
 * Node.js names no threads, or because an add-on started it.
 */
export function roleOf(name: string, workers: ReadonlySet<string>): ThreadRole {
  return ROLES.get(name) ?? (workers.has(name) ? 'worker' : 'other');
}

/** What the kernel makes of a name that is given to a thread. */
export function threadName(name: string): string {
  return Buffer.from(name).subarray(0, NAME_BYTES).toString('latin1');
}

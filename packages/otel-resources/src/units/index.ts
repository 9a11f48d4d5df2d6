import type { Worker } from 'node:worker_threads';
import { forgetEnded, unitRegistry } from '../read/units.ts';

/**
 * Calls `fn` as part of a unit (a tenant, a view, a job) and gives its answer; what it throws goes on. All code that runs in
 * its asynchronous context from then on belongs to the unit: callbacks, timers and promises that it began, until a call
 * inside names another one. Names become attributes: few. Where no sensor `units` runs, it costs one
 * `AsyncLocalStorage.run`. Throws a `TypeError` where `name` is no string or empty, or `fn` no function.
 */
export function runInUnit<T>(name: string, fn: () => T): T {
  checkName(name);
  if (typeof fn !== 'function')
    throw new TypeError(`Expected \`fn\` to be a function, got a value of type ${typeof fn}`);
  const { storage, watchers } = unitRegistry();
  for (const watcher of watchers) watcher.enter(name);
  try {
    return storage.run(name, fn);
  } finally {
    for (const watcher of watchers) watcher.leave();
  }
}

/**
 * Counts a worker thread as a unit until it ends or the answer is disposed; several may share a name. Its event loop, CPU
 * time and heap are asked for from here: nothing runs in the worker. Throws a `TypeError` where `worker` is no worker, or
 * `name` no string or empty.
 */
export function instrumentWorker(worker: Worker, name: string): Disposable {
  checkName(name);
  if (typeof worker?.performance?.eventLoopUtilization !== 'function')
    throw new TypeError(`Expected \`worker\` to be a Worker, got a value of type ${typeof worker}`);
  const { workers } = unitRegistry();
  forgetEnded(workers);
  workers.set(worker, name);
  return { [Symbol.dispose]: () => void workers.delete(worker) };
}

function checkName(name: unknown): void {
  if (typeof name !== 'string' || name === '')
    throw new TypeError('Expected `name` to be a non-empty string');
}

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Worker } from 'node:worker_threads';

/** Frames look here too (`frames/unit.ts`). */
const UNITS = Symbol.for('plimsoll.units');

/** Who measures units while it runs. */
export interface UnitWatcher {
  /** Code of a unit runs from now on, until `leave`. */
  enter(unit: string): void;
  leave(): void;
}

/** What all copies of this package in a thread share. */
export interface UnitRegistry {
  readonly storage: AsyncLocalStorage<string>;
  readonly watchers: Set<UnitWatcher>;
  /** The workers that were given a unit; those that have ended are let go of. */
  readonly workers: Map<Worker, string>;
  current(): string | undefined;
}

export function unitRegistry(): UnitRegistry {
  const known: unknown = Reflect.get(globalThis, UNITS);
  if (known) return known as UnitRegistry;
  const storage = new AsyncLocalStorage<string>();
  const registry: UnitRegistry = {
    storage,
    watchers: new Set(),
    workers: new Map(),
    current: () => storage.getStore(),
  };
  Object.defineProperty(globalThis, UNITS, { value: registry, configurable: true });
  return registry;
}

/** Lets go of the workers that have ended. */
export function forgetEnded(workers: Map<Worker, string>): void {
  for (const worker of workers.keys()) if (worker.threadId === -1) workers.delete(worker);
}

const REGISTRY = Symbol.for('plimsoll.memory.acts');

/** When this thread, by whichever copy of this code, last did what it must not do often; seconds of `performance.now()`. */
interface LastActs {
  collected?: number;
  snapshot?: number;
  takingSnapshot?: boolean;
  /** Seconds that the last snapshot took for each byte of live heap. */
  snapshotSecondsPerByte?: number;
  /** Whether the CPU is being profiled. */
  profilingCpu?: boolean;
}

export function lastActs(): LastActs {
  const known = Reflect.get(globalThis, REGISTRY) as LastActs | undefined;
  if (known) return known;
  const created: LastActs = {};
  Object.defineProperty(globalThis, REGISTRY, { value: created, configurable: true });
  return created;
}

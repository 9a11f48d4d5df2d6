import type { Sampling } from './heap-sampling.ts';

interface Shared {
  readonly sampling: Sampling;
  readonly users: Set<Sampling>;
  /** What was sampled, once one of them has asked. */
  sampled: ReturnType<Sampling['stop']> | undefined;
}

/** An isolate has one heap profiler: who wants it while it runs has a share of it, and all are told the same once one stops. */
export function shareSampling<Terms extends readonly unknown[]>(
  start: (...terms: Terms) => Sampling,
): (...terms: Terms) => Sampling {
  let shared: Shared | undefined;
  return (...terms) => {
    shared ??= { sampling: start(...terms), users: new Set(), sampled: undefined };
    const own = shared;
    const leave = (): void => {
      own.users.delete(user);
      if (shared === own && (own.sampled || own.users.size === 0)) shared = undefined;
    };
    const user: Sampling = {
      stop(expected) {
        own.sampled ??= own.sampling.stop(expected);
        leave();
        return own.sampled;
      },
      [Symbol.dispose]() {
        const last = own.users.has(user) && own.users.size === 1 && !own.sampled;
        leave();
        if (last) own.sampling[Symbol.dispose]();
      },
    };
    own.users.add(user);
    return user;
  };
}

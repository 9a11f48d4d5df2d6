/**
 * The life of a pool: `created` until its first use or `start()`, `starting` while it warms up, `running`, `draining`
 * while it takes no more requests and waits for what is lent, and `closed`.
 */
export type PoolLifecycleState = 'created' | 'starting' | 'running' | 'draining' | 'closed';

/** What a pool can become from what it is; nothing comes after `closed`. */
const TRANSITIONS: Readonly<Record<PoolLifecycleState, readonly PoolLifecycleState[]>> = {
  created: ['starting', 'draining'],
  starting: ['running', 'draining'],
  running: ['draining'],
  draining: ['closed'],
  closed: [],
};

export interface Lifecycle {
  readonly state: PoolLifecycleState;
  /** Throws an `Error` where `next` cannot follow the present state. */
  to(next: PoolLifecycleState): void;
}

export function createLifecycle(): Lifecycle {
  let state: PoolLifecycleState = 'created';
  return {
    get state() {
      return state;
    },
    to(next) {
      if (!TRANSITIONS[state].includes(next))
        throw new Error(`A pool that is ${state} cannot be ${next}`);
      state = next;
    },
  };
}

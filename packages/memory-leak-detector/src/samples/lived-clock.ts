import type { Clock } from '@plimsoll/kernel';

/** A timer that is so many times as late was not late: the process stood still. */
const STOPPED_RATIO = 2;

/**
 * The clock of `clock` without the time for which the process or its machine was stopped, as by SIGSTOP, a debugger or a hypervisor: nothing
 * warms up or grows meanwhile. It is to be read every `intervalSeconds` at least; a gap of more than twice that counts for that.
 */
export function createLivedClock(clock: Clock, intervalSeconds: number): Clock {
  let last = clock.now();
  let stopped = 0;
  return {
    ...clock,
    now() {
      const now = clock.now();
      const gap = now - last;
      last = now;
      if (gap > STOPPED_RATIO * intervalSeconds) stopped += gap - intervalSeconds;
      return now - stopped;
    },
  };
}

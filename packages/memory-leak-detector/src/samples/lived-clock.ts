import type { Clock } from '@plimsoll/kernel';

/** A timer that is later than this, and than its interval, was not late: the process stood still. A loop that is busy lives. */
const LATEST_SECONDS = 5;

/**
 * The clock of `clock` without the time for which the process or its machine was stopped, as by SIGSTOP, a debugger or a hypervisor: nothing
 * warms up or grows meanwhile. It is to be read every `intervalSeconds` at least; a gap that is longer by that and by 5 s counts for that.
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
      const late = gap - intervalSeconds;
      if (late > Math.max(LATEST_SECONDS, intervalSeconds)) stopped += late;
      return now - stopped;
    },
  };
}

import { type Clock, systemClock } from '@plimsoll/kernel';

/** A clock that runs so many times as fast: what is decided by time alone is decided so much sooner. */
export function fastClock(factor: number): Clock {
  return {
    now: () => systemClock.now() * factor,
    epochMillis: () => systemClock.epochMillis(),
    every: (seconds, action) => systemClock.every(seconds / factor, action),
    after: (seconds, action, options) => systemClock.after(seconds / factor, action, options),
  };
}

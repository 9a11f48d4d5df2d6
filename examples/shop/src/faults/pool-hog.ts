import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../faults.ts';

/** How many more ask than the pool has connections. */
const WAITERS = 4;
/** Long enough to keep others waiting, well below any threshold for a leak. */
const HOLD_MILLIS = 1_500;

/** More holders than connections: each gives its own back in time, but somebody always waits. */
export const poolHog: Fault = ({ pool, poolMax }) => {
  const stop = new AbortController();

  async function hog(): Promise<void> {
    while (!stop.signal.aborted) {
      const client = await pool.connect().catch(() => undefined);
      await sleep(HOLD_MILLIS, undefined, { signal: stop.signal }).catch(() => undefined);
      client?.release();
    }
  }
  for (let holder = 0; holder < poolMax + WAITERS; holder += 1) void hog();

  return { [Symbol.dispose]: () => stop.abort() };
};

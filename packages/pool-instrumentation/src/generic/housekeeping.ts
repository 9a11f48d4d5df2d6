import type { Clock } from '@plimsoll/kernel';
import type { PoolSettings } from './settings.ts';
import type { Store } from './store.ts';
import type { Supply } from './supply.ts';

/** How often the idle resources are looked through. */
const PERIOD_SECONDS = 1;

/** The share of the idle resources that may be out for a check at a time, so that the others can be lent. */
const CHECKED_AT_ONCE = 4;

/** Replaces idle resources that are too old, closes those that nobody needs, checks the rest and keeps `minIdle` ready. */
export function createHousekeeping<T>(
  clock: Clock,
  store: Store<T>,
  supply: Supply<T>,
  settings: PoolSettings,
): Disposable {
  const look = (): void => {
    const now = clock.now();
    for (const box of store.idle) {
      const idle = now - box.idleSince >= settings.idleTimeoutMillis / 1000;
      if (supply.isExpired(box)) store.closeIdle(box, 'max_lifetime');
      else if (idle && store.idle.length > settings.minIdle) store.closeIdle(box, 'idle_timeout');
    }
    const { idle } = store;
    const due = idle.filter((box) => now - box.aliveAt >= box.checkAfter);
    const most = Math.max(1, Math.floor(idle.length / CHECKED_AT_ONCE));
    for (const box of due.slice(0, most)) void store.check(box);
  };
  return clock.every(PERIOD_SECONDS, look);
}

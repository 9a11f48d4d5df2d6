import type { Battery } from '../battery.ts';
import type { Portable } from '../portable.ts';
import type { Power } from '../power-supplies.ts';
import { count, isRecord, records } from './fields.ts';

/** macOS says so while it reckons how long the battery lasts. */
const RECKONING_MINUTES = 65_535;
const SECONDS_PER_MINUTE = 60;

/** `battery()`; `undefined` for a machine without one. */
export function powerOf(answer: unknown, platform: Portable['platform']): Power | undefined {
  if (!isRecord(answer) || answer.hasBattery !== true) return undefined;
  const batteries = [answer, ...records(answer.additionalBatteries)].flatMap((each, at) => {
    const battery = batteryOf(each, `battery${at}`, platform);
    return battery ? [battery] : [];
  });
  if (batteries.length === 0) return undefined;
  return { batteries, source: answer.acConnected === true ? 'ac' : 'battery' };
}

/**
 * Capacities are in milliwatt-hours or milliampere-hours. Windows does not count cycles, and where it does not know what
 * the battery holds, the library gives what it was designed to hold.
 */
function batteryOf(
  told: Readonly<Record<string, unknown>>,
  id: string,
  platform: Portable['platform'],
): Battery | undefined {
  const percent = count(told.percent);
  if (percent === undefined || told.hasBattery !== true) return undefined;
  const full = count(told.maxCapacity) || undefined;
  const design = count(told.designedCapacity) || undefined;
  const known = full !== undefined && design !== undefined;
  const health = known && (platform === 'darwin' || full !== design);
  const cycles = count(told.cycleCount) || undefined;
  const minutes = count(told.timeRemaining) || RECKONING_MINUTES;
  const charging = told.isCharging === true;
  const discharging = !charging && told.acConnected === false;
  return {
    id,
    charge: Math.min(1, percent / 100),
    ...(full !== undefined && { capacity: full / 1000 }),
    state: charging ? 'charging' : discharging ? 'discharging' : 'resting',
    ...(discharging &&
      minutes < RECKONING_MINUTES && { secondsLeft: minutes * SECONDS_PER_MINUTE }),
    ...(health && { health: Math.min(1, full / design) }),
    ...(cycles !== undefined && { cycles }),
    condition: 'ok',
  };
}

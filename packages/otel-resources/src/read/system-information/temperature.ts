import type { Portable } from '../portable.ts';
import type { Temperature } from '../temperatures.ts';
import { isRecord } from './fields.ts';

/** Inputs that are not connected say less or more than any chip survives. */
const COLDEST = -60;
const HOTTEST = 200;
const MOST_READ = 16;

/**
 * `cpuTemperature()`. What it calls the cores of Windows are the thermal zones of the firmware, which it also averages;
 * macOS tells nothing unless a library of its own is installed beside it.
 */
export function temperaturesOf(
  answer: unknown,
  platform: Portable['platform'],
): readonly Temperature[] {
  if (!isRecord(answer)) return [];
  const zones = Array.isArray(answer.cores) ? answer.cores.slice(0, MOST_READ) : [];
  const told: readonly (readonly [string, unknown])[] =
    platform === 'darwin'
      ? [['cpu', answer.main]]
      : zones.map((zone, at): readonly [string, unknown] => [`thermal_zone${at}`, zone]);
  return told.flatMap(([id, celsius]) =>
    typeof celsius === 'number' && celsius > COLDEST && celsius < HOTTEST
      ? [{ id, location: id, celsius }]
      : [],
  );
}

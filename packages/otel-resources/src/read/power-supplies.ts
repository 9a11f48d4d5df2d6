import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Battery, batteryOf, parseSupply } from './battery.ts';

/** What the machine draws its power from. */
export const POWER_SOURCES = ['ac', 'battery', 'ups', 'unknown'] as const;
type PowerSource = (typeof POWER_SOURCES)[number];

export interface Power {
  readonly source: PowerSource;
  readonly batteries: readonly Battery[];
}

/** More supplies than this are not asked. */
const MOST_SUPPLIES = 16;

const directoryOf = (sys: string): string => join(sys, 'class/power_supply');

/** Whether the machine has a battery; `type` and `scope` are known to the driver without asking the hardware. */
export function hasBattery(sys: string): boolean {
  const directory = directoryOf(sys);
  const text = (name: string, file: string): string | undefined => {
    try {
      return readFileSync(join(directory, name, file), 'latin1');
    } catch {
      return undefined;
    }
  };
  try {
    return readdirSync(directory).some(
      (name) => text(name, 'type') === 'Battery\n' && text(name, 'scope') !== 'Device\n',
    );
  } catch {
    return false;
  }
}

/**
 * Asks every supply of the machine; those of mice, headsets and the like (`scope` is `Device`) are left alone, for asking
 * them goes over the air. The embedded controller of a laptop takes milliseconds for an answer. Rejects where the list
 * of supplies is not to be had.
 */
export async function readPower(sys: string, ended?: AbortSignal): Promise<Power> {
  const directory = directoryOf(sys);
  const batteries: Battery[] = [];
  const online: boolean[] = [];
  let upsDischarges = false;
  for (const name of (await readdir(directory)).sort().slice(0, MOST_SUPPLIES)) {
    if (ended?.aborted) break;
    const text = (file: string): Promise<string | undefined> =>
      readFile(join(directory, name, file), 'utf8').catch(() => undefined);
    const type = (await text('type'))?.trim();
    if (type === undefined || (await text('scope')) === 'Device\n') continue;
    const supply = parseSupply((await text('uevent')) ?? '');
    const battery = type === 'Battery' && batteryOf(name, supply, await text('alarm'));
    if (battery) batteries.push(battery);
    else if (type === 'UPS') upsDischarges ||= supply.get('STATUS') === 'Discharging';
    else if (type !== 'Battery') online.push(Number(supply.get('ONLINE')) > 0);
  }
  return { batteries, source: sourceOf(online, upsDischarges, batteries) };
}

/** A charger that is too weak does not keep the batteries from discharging: the machine hangs on it all the same. */
function sourceOf(
  online: readonly boolean[],
  upsDischarges: boolean,
  batteries: readonly Battery[],
): PowerSource {
  const states = batteries.map(({ state }) => state);
  if (upsDischarges) return 'ups';
  if (online.includes(true)) return 'ac';
  if (states.includes('discharging')) return 'battery';
  if (states.includes('charging')) return 'ac';
  return online.length > 0 && batteries.length > 0 ? 'battery' : 'unknown';
}

import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { integerAt } from './text.ts';

/** Where the machine measures a temperature. */
interface TemperatureSensor {
  /** The chip and its input (`coretemp/temp1`), or the thermal zone; the same after the next start. */
  readonly id: string;
  /** What the driver calls the place: `Package id 0`, `Composite`; the chip or zone, where it has no word for it. */
  readonly location: string;
  /** Above it the machine turns itself off; in degrees Celsius. */
  readonly criticalCelsius?: number;
}

/** In degrees Celsius. */
export interface Temperature extends TemperatureSensor {
  readonly celsius: number;
}

/** A sensor, and where it is read. */
interface Place {
  readonly sensor: TemperatureSensor;
  readonly file: string;
  /** Which of its chip it is: the first of each chip (the package, the whole disk) come before its cores. */
  readonly rank: number;
  /** Of a graphics card that sleeps: reading it would wake it. */
  readonly power?: string;
}

export interface TemperatureReader {
  /** Asks one sensor after another; what gives no answer, or one that cannot be, is left out. */
  read(ended?: AbortSignal): Promise<readonly Temperature[]>;
}

/** So many are read; every further one is another question to a slow bus. */
const MOST_READ = 16;
/** Inputs that are not connected say -128 or more than any chip survives. */
const COLDEST = -60;
const HOTTEST = 200;

/** Whether there is anything to read; lists directories only. */
export function hasTemperatures(sys: string): boolean {
  return (
    listed(join(sys, 'class/thermal')).some((name) => /^thermal_zone\d+$/.test(name)) ||
    listed(join(sys, 'class/hwmon')).some((chip) =>
      listed(join(sys, 'class/hwmon', chip)).some((name) => INPUT.test(name)),
    )
  );
}

/**
 * Reads `hwmon` chips (https://docs.kernel.org/hwmon/sysfs-interface.html) and the thermal zones that are not among them.
 * The sensors are looked for at the first reading, and again when one of them is gone. Limits are read then only.
 */
export function temperatureReader(sys: string): TemperatureReader {
  let places: readonly Place[] | undefined;
  return {
    async read(ended) {
      places ??= await findPlaces(sys);
      const told: Temperature[] = [];
      let gone = false;
      for (const { sensor, file, power } of places) {
        if (ended?.aborted) break;
        if (power !== undefined && (await textOf(power)) === 'suspended\n') continue;
        const text = await textOf(file, () => {
          gone = true;
        });
        const celsius = text === undefined ? undefined : parseMillidegrees(text);
        if (celsius !== undefined) told.push({ ...sensor, celsius });
      }
      if (gone) places = undefined;
      return told;
    },
  };
}

/** In degrees; `undefined` where it is none. */
export function parseMillidegrees(text: string): number | undefined {
  const millidegrees = integerAt(text, 0);
  if (millidegrees === undefined) return undefined;
  const celsius = millidegrees / 1000;
  return celsius > COLDEST && celsius < HOTTEST ? celsius : undefined;
}

const INPUT = /^temp(\d+)_input$/;

async function findPlaces(sys: string): Promise<readonly Place[]> {
  const [chips, zones] = [join(sys, 'class/hwmon'), join(sys, 'class/thermal')];
  const found: Place[] = [];
  const names = new Map<string, number>();
  for (const directory of inOrder(await listing(chips), /^hwmon\d+$/)) {
    const place = join(chips, directory);
    const kind = (await textOf(join(place, 'name')))?.trim() || directory;
    const count = (names.get(kind) ?? 0) + 1;
    names.set(kind, count);
    const chip = count === 1 ? kind : `${kind}.${count}`;
    for (const [rank, input] of inOrder(await listing(place), INPUT).entries()) {
      const stem = input.replace('_input', '');
      const label = (await textOf(join(place, `${stem}_label`)))?.trim();
      const critical = parseMillidegrees((await textOf(join(place, `${stem}_crit`))) ?? '');
      const id = `${chip}/${stem}`;
      const sensor = sensorOf(id, label || chip, critical);
      const power = join(place, 'device/power/runtime_status');
      found.push({ sensor, file: join(place, input), rank, power });
    }
  }
  for (const directory of inOrder(await listing(zones), /^thermal_zone\d+$/)) {
    const place = join(zones, directory);
    const type = (await textOf(join(place, 'type')))?.trim() || directory;
    // The kernel shows most zones as a chip too, under their name.
    if (names.has(type.replaceAll('-', '_')) || names.has(type)) continue;
    const critical = await criticalOf(place);
    found.push({ sensor: sensorOf(directory, type, critical), file: join(place, 'temp'), rank: 0 });
  }
  return found.sort((a, b) => a.rank - b.rank).slice(0, MOST_READ);
}

function sensorOf(id: string, location: string, critical: number | undefined): TemperatureSensor {
  return { id, location, ...(critical !== undefined && { criticalCelsius: critical }) };
}

/** The trip point of a zone at which the machine turns itself off. */
async function criticalOf(zone: string): Promise<number | undefined> {
  for (const name of inOrder(await listing(zone), /^trip_point_\d+_type$/)) {
    if ((await textOf(join(zone, name))) !== 'critical\n') continue;
    return parseMillidegrees((await textOf(join(zone, name.replace('_type', '_temp')))) ?? '');
  }
  return undefined;
}

/** By the number in the name: `temp2` before `temp10`. */
function inOrder(names: readonly string[], pattern: RegExp): readonly string[] {
  const number = (name: string): number => Number(/\d+/.exec(name)?.[0]);
  return names.filter((name) => pattern.test(name)).sort((a, b) => number(a) - number(b));
}

function listed(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

async function listing(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch(() => []);
}

async function textOf(path: string, gone?: () => void): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') gone?.();
    return undefined;
  }
}

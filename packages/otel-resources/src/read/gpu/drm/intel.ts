import { type GpuReadings, type GpuThrottleReason, present } from '../sample.ts';
import type { Attributes } from './attributes.ts';
import { readHwmon } from './hwmon.ts';

type Told = Partial<GpuReadings>;

/** What both drivers call the reasons, without their prefix. */
const REASONS: Readonly<Record<string, GpuThrottleReason>> = {
  pl1: 'power_cap',
  pl2: 'power_cap',
  pl4: 'power_cap',
  thermal: 'hw_thermal',
  prochot: 'hw_thermal',
  vr_thermalert: 'hw_thermal',
};

/** Where a driver keeps what it tells of its first tile, seen from the folder of the card and from that of its device. */
interface Place {
  readonly folder: Attributes;
  readonly frequency: string;
  readonly prefix: string;
}

/**
 * What i915 and xe tell of a card to everybody: its frequency and why it is held down. How busy it is they tell with
 * CAP_PERFMON alone, and of each process in its own fdinfo.
 */
export async function readIntel(device: Attributes, card: Attributes): Promise<Told> {
  const places: readonly Place[] = [
    { folder: card.below('gt/gt0'), frequency: 'rps_act_freq_mhz', prefix: 'throttle_reason_' },
    {
      folder: device.below('tile0/gt0/freq0/throttle'),
      frequency: '../act_freq',
      prefix: 'reason_',
    },
  ];
  for (const { folder, frequency, prefix } of places) {
    const names = (await folder.names('.')).filter((name) => name.startsWith(prefix));
    const megahertz = await folder.number(frequency);
    if (names.length === 0 && megahertz === undefined) continue;
    return present<Told>({
      clocksHertz: megahertz === undefined ? undefined : { graphics: megahertz * 1e6 },
      throttleReasons: names.length > 0 ? await reasonsIn(folder, names, prefix) : undefined,
      ...(await readHwmon(device)),
    });
  }
  return readHwmon(device);
}

async function reasonsIn(
  folder: Attributes,
  names: readonly string[],
  prefix: string,
): Promise<readonly GpuThrottleReason[]> {
  const active = new Set<GpuThrottleReason>();
  for (const name of names) {
    const what = name.slice(prefix.length);
    // Whether any of the others holds.
    if (what === 'status') continue;
    if ((await folder.number(name)) === 1) active.add(REASONS[what] ?? 'unknown');
  }
  return [...active];
}

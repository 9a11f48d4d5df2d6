import { type GpuClock, type GpuReadings, present } from '../sample.ts';
import type { Attributes } from './attributes.ts';

type Told = Pick<
  GpuReadings,
  'temperatureCelsius' | 'memoryTemperatureCelsius' | 'powerWatts' | 'energyJoules' | 'clocksHertz'
>;

/** Labels of amdgpu and xe; without one the first is that of the GPU. */
const CHIP = new Set(['edge', 'pkg', undefined]);
const MEMORY = new Set(['mem', 'vram']);
const CLOCKS: Readonly<Record<string, GpuClock>> = { sclk: 'graphics', mclk: 'memory' };

/**
 * The sensors of a card (Documentation/hwmon/sysfs-interface.rst): thousandths of a degree, millionths of a watt and of
 * a joule, and for amdgpu hertz.
 */
export async function readHwmon(card: Attributes): Promise<Told> {
  const [first] = (await card.names('hwmon')).filter((name) => /^hwmon\d+$/.test(name));
  if (first === undefined) return {};
  const sensors = card.below(`hwmon/${first}`);
  const names = await sensors.names('.');
  const inputs = (kind: string): readonly string[] =>
    names.filter((name) => new RegExp(`^${kind}\\d+_input$`).test(name)).sort();
  const label = (input: string): Promise<string | undefined> =>
    sensors.text(input.replace('_input', '_label'));

  const degrees = new Map<string, number>();
  for (const input of inputs('temp')) {
    const millidegrees = await sensors.number(input, true);
    if (millidegrees === undefined) continue;
    const name = await label(input);
    const place = MEMORY.has(name ?? '') ? 'memory' : CHIP.has(name) ? 'chip' : undefined;
    if (place && !degrees.has(place)) degrees.set(place, millidegrees / 1000);
  }
  const clocksHertz: Partial<Record<GpuClock, number>> = {};
  for (const input of inputs('freq')) {
    const clock = CLOCKS[(await label(input)) ?? ''];
    const hertz = await sensors.number(input);
    if (clock && hertz !== undefined) clocksHertz[clock] = hertz;
  }
  const microwatts =
    (await sensors.number('power1_average')) ?? (await sensors.number('power1_input'));
  const microjoules = await sensors.number('energy1_input');
  return present<Told>({
    temperatureCelsius: degrees.get('chip'),
    memoryTemperatureCelsius: degrees.get('memory'),
    powerWatts: microwatts === undefined ? undefined : microwatts / 1e6,
    energyJoules: microjoules === undefined ? undefined : microjoules / 1e6,
    clocksHertz: Object.keys(clocksHertz).length > 0 ? clocksHertz : undefined,
  });
}

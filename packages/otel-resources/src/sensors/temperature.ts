import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { temperaturesOf } from '../read/system-information/temperature.ts';
import { hasTemperatures, type Temperature, temperatureReader } from '../read/temperatures.ts';
import type { TemperatureReadings } from '../readings.ts';
import type { ResourceSensor } from '../sensor.ts';
import { inBackground } from './portable.ts';
import { series } from './series.ts';
import { slowly } from './slowly.ts';

const SECONDS = 30;
const DEADLINE = { what: 'a temperature sensor', seconds: 10 };
/** As many as are read at once; more come where others are taken out. */
const MOST_TOLD = 16;

/** The temperatures that the machine measures; asked in the background. */
export const temperature: ResourceSensor = (
  { meter, sampler, faults },
  { roots, portable, readings },
) => {
  const asked =
    portable &&
    inBackground(portable, 'cpuTemperature', (answer) => temperaturesOf(answer, portable.platform));
  if (!asked && (portable || !hasTemperatures(roots.sys))) {
    faults.absent('the machine has no temperature sensor');
    return nothing;
  }
  return begin((cleanup) => {
    const made = instruments(meter, {
      temperature: METRICS.hwTemperature,
      limit: METRICS.hwTemperatureLimit,
    });
    const temperatures = series(cleanup, made.temperature, []);
    const limits = series(cleanup, made.limit, []);
    const indexes = new Map<string, number>();
    const open = ({ id, location }: Temperature): number | undefined => {
      if (indexes.size >= MOST_TOLD) return undefined;
      const own = { 'hw.id': id, 'hw.sensor_location': location };
      limits.add({ ...own, 'hw.limit_type': 'high.critical' });
      const index = temperatures.add(own);
      indexes.set(id, index);
      return index;
    };
    const told = (found: readonly Temperature[]): void => {
      const now: Record<string, TemperatureReadings> = {};
      for (const each of found) {
        const { id, celsius, criticalCelsius } = each;
        const index = indexes.get(id) ?? open(each);
        if (index === undefined) continue;
        temperatures.set(index, celsius);
        limits.set(index, criticalCelsius);
        now[id] = {
          location: each.location,
          celsius,
          ...(criticalCelsius !== undefined && { criticalCelsius }),
        };
      }
      readings.temperatures = now;
    };
    if (asked) {
      const take = (now: number): void => {
        const found = asked.take(now)?.answer;
        if (found) told(found);
      };
      cleanup.use(sampler.add('temperature', take));
      return;
    }
    const reader = temperatureReader(roots.sys);
    const ask = (ended: AbortSignal): Promise<readonly Temperature[]> => reader.read(ended);
    const take = slowly(cleanup, { seconds: SECONDS, deadline: DEADLINE, ask, told });
    cleanup.use(sampler.add('temperature', take));
  });
};

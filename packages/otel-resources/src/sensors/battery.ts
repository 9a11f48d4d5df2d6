import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { Battery } from '../read/battery.ts';
import { hasBattery, POWER_SOURCES, type Power, readPower } from '../read/power-supplies.ts';
import { powerOf } from '../read/system-information/battery.ts';
import type { BatteryReadings } from '../readings.ts';
import type { ResourceSensor } from '../sensor.ts';
import { inBackground } from './portable.ts';
import { series } from './series.ts';
import { slowly } from './slowly.ts';

const SECONDS = 30;
const DEADLINE = { what: 'the power supply', seconds: 10 };
/** So many batteries are told. */
const MOST_TOLD = 4;
const CONDITIONS = ['ok', 'degraded', 'failed'] as const;
const DIRECTIONS = ['charging', 'discharging'] as const;

/** The batteries of the machine, and whether it draws from them; asked in the background. */
export const battery: ResourceSensor = (
  { meter, sampler, faults },
  { roots, portable, readings },
) => {
  const asked =
    portable && inBackground(portable, 'battery', (answer) => powerOf(answer, portable.platform));
  if (!asked && (portable || !hasBattery(roots.sys))) {
    faults.absent('the machine has no battery');
    return nothing;
  }
  return begin((cleanup) => {
    const made = instruments(meter, {
      charge: METRICS.hwBatteryCharge,
      limit: METRICS.hwBatteryChargeLimit,
      timeLeft: METRICS.hwBatteryTimeLeft,
      status: METRICS.hwStatus,
      health: METRICS.batteryHealth,
      cycles: METRICS.batteryCycles,
      source: METRICS.powerSourceStatus,
    });
    const charge = series(cleanup, made.charge, []);
    const limit = series(cleanup, made.limit, []);
    const timeLeft = series(cleanup, made.timeLeft, []);
    const status = series(cleanup, made.status, []);
    const health = series(cleanup, made.health, []);
    const cycles = series(cleanup, made.cycles, []);
    const sources = POWER_SOURCES.map((type) => ({ 'plimsoll.power.source.type': type }));
    const source = series(cleanup, made.source, sources);
    const indexes = new Map<string, number>();

    const open = (id: string): number => {
      const own = { 'hw.id': id };
      for (const points of [health, cycles]) points.add(own);
      limit.add({ ...own, 'hw.limit_type': 'low.degraded' });
      for (const direction of DIRECTIONS)
        timeLeft.add({ ...own, 'hw.state': 'ok', 'hw.battery.state': direction });
      for (const condition of CONDITIONS)
        status.add({ ...own, 'hw.type': 'battery', 'hw.state': condition });
      const index = charge.add(own);
      indexes.set(id, index);
      return index;
    };

    const told = ({ batteries, source: active }: Power): void => {
      for (const [at, type] of POWER_SOURCES.entries()) source.set(at, type === active ? 1 : 0);
      const present = new Map<string, Battery>();
      for (const each of batteries) {
        const index =
          indexes.get(each.id) ?? (indexes.size < MOST_TOLD ? open(each.id) : undefined);
        present.set(each.id, each);
        if (index === undefined) continue;
        charge.set(index, each.charge);
        limit.set(index, each.lowCharge);
        health.set(index, each.health);
        cycles.set(index, each.cycles);
        const direction = (DIRECTIONS as readonly string[]).indexOf(each.state);
        if (direction >= 0) timeLeft.set(DIRECTIONS.length * index + direction, each.secondsLeft);
      }
      for (const [id, index] of indexes)
        for (const [at, condition] of CONDITIONS.entries()) {
          const is = present.get(id)?.condition === condition;
          status.set(CONDITIONS.length * index + at, is ? 1 : 0);
        }
      if (batteries.length > 0) readings.battery = together(batteries, active !== 'ac');
      else delete readings.battery;
    };

    if (asked) {
      const take = (now: number): void => {
        const power = asked.take(now)?.answer;
        if (power) told(power);
      };
      cleanup.use(sampler.add('battery', take));
      return;
    }
    const ask = (ended: AbortSignal): Promise<Power> => readPower(roots.sys, ended);
    const take = slowly(cleanup, { seconds: SECONDS, deadline: DEADLINE, ask, told });
    cleanup.use(sampler.add('battery', take));
  });
};

/** All packs as one: weighed by what they hold, where every one says it. */
function together(batteries: readonly Battery[], offMains: boolean): BatteryReadings {
  const weighed = batteries.every(({ capacity }) => capacity !== undefined);
  const weight = ({ capacity }: Battery): number => (weighed ? (capacity ?? 1) : 1);
  const whole = batteries.reduce((sum, each) => sum + weight(each), 0);
  const held = batteries.reduce((sum, each) => sum + weight(each) * each.charge, 0);
  const state = DIRECTIONS.find((name) => batteries.some((each) => each.state === name));
  const times = batteries.flatMap((each) =>
    each.state === state && each.secondsLeft !== undefined ? [each.secondsLeft] : [],
  );
  return {
    charge: held / whole,
    charging: state === 'charging',
    onBattery: offMains && state === 'discharging',
    ...(times.length > 0 && { timeLeftSeconds: Math.max(...times) }),
  };
}

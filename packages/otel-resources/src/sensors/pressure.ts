import { join } from 'node:path';
import type { Observable } from '@opentelemetry/api';
import type { Cleanup } from '@plimsoll/kernel';
import { begin, instruments, nothing } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { isAbsent, openFiles } from '../read/file.ts';
import {
  PRESSURE_RESOURCES,
  type Pressure,
  type PressureResource,
  parsePressure,
  type Stall,
} from '../read/pressure.ts';
import { rising } from '../read/rising.ts';
import type { PressureReadings } from '../readings.ts';
import type { ResourceSensor } from '../sensor.ts';
import { required } from './required.ts';
import { series } from './series.ts';

const TYPES = ['some', 'full'] as const;

/** For how long tasks of the host and of the own cgroup waited for CPU, memory and I/O. */
export const pressure: ResourceSensor = ({ meter, sampler, faults, clock }, settings) => {
  const { roots, host, cgroup, readings } = settings;
  const files = openFiles();
  const ofHost = (host ? PRESSURE_RESOURCES : [])
    .map((resource) => [resource, files.keep(join(roots.proc, 'pressure', resource))] as const)
    .filter(([, file]) => file.read() !== undefined || !isAbsent(file));
  const inContainer = Object.keys(cgroup(clock.now())?.pressure ?? {}).length > 0;
  if (ofHost.length === 0 && !inContainer) {
    faults.absent('the kernel tells no pressure');
    return nothing;
  }
  return begin((cleanup) => {
    cleanup.use(files);
    const made = instruments(meter, {
      host: METRICS.systemPressureStallTime,
      container: METRICS.containerPressureStallTime,
    });
    const hostStalls = stalls(cleanup, made.host);
    const containerStalls = stalls(cleanup, made.container);
    const take = (now: number): void => {
      const read: Partial<Record<PressureResource, Stall>> = {};
      for (const [resource, file] of ofHost) read[resource] = required(file, parsePressure);
      const container = cgroup(now)?.pressure;
      readings.pressure = {
        ...(ofHost.length > 0 && { host: hostStalls(read, now) }),
        ...(container && { container: containerStalls(container, now) }),
      };
    };
    cleanup.use(sampler.add('pressure', take));
  });
};

/** Takes what the kernel tells and gives the share of the time since the last sample. */
function stalls(
  cleanup: Cleanup,
  instrument: Observable,
): (pressure: Pressure, now: number) => PressureReadings {
  const keys = PRESSURE_RESOURCES.flatMap((resource) =>
    TYPES.map((type) => [resource, type] as const),
  );
  const points = series(
    cleanup,
    instrument,
    keys.map(([resource, type]) => ({
      'plimsoll.pressure.resource': resource,
      'plimsoll.pressure.stall.type': type,
    })),
  );
  const counters = keys.map(() => rising());
  const totals: (number | undefined)[] = [];
  let last: number | undefined;
  return (pressure, now) => {
    const elapsed = last === undefined ? 0 : now - last;
    const shares: Partial<Record<PressureResource, { some?: number; full?: number }>> = {};
    for (let index = 0; index < keys.length; index++) {
      const [resource, type] = keys[index] as (typeof keys)[number];
      const seconds = pressure[resource]?.[type];
      if (seconds === undefined) continue;
      const before = totals[index];
      const total = counters[index]?.push(seconds) ?? 0;
      totals[index] = total;
      points.set(index, total);
      if (before === undefined || elapsed <= 0) continue;
      shares[resource] ??= {};
      shares[resource][type] = Math.min(1, (total - before) / elapsed);
    }
    last = now;
    return shares;
  };
}

import type { PeriodicMetricReaderConfigModel } from '@opentelemetry/configuration';
import { LONGEST_TIMER_MILLIS } from '../environment.ts';
import type { ConfigFile } from './load.ts';

/** Of the specification; also for `0`, which would be an export at every turn of the event loop. */
const INTERVAL_MILLIS = 60_000;

/** How often a reader exports, in milliseconds. */
export function exportIntervalOf({ interval }: PeriodicMetricReaderConfigModel): number {
  return Math.min(interval || INTERVAL_MILLIS, LONGEST_TIMER_MILLIS);
}

/** The longest time between two exports that the file tells. */
export function longestIntervalOf({ model }: ConfigFile): number {
  const periodic = (model.meter_provider?.readers ?? []).flatMap((each) => each.periodic ?? []);
  return periodic.length === 0 ? INTERVAL_MILLIS : Math.max(...periodic.map(exportIntervalOf));
}

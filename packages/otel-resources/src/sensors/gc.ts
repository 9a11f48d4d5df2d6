import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { begin, instruments } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { ResourceSensor } from '../sensor.ts';

/** Kind 2 is V8's minor mark-sweep, which `constants` does not name. */
const TYPES: Readonly<Record<number, { readonly 'v8js.gc.type': string }>> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: { 'v8js.gc.type': 'minor' },
  2: { 'v8js.gc.type': 'minor' },
  [constants.NODE_PERFORMANCE_GC_MAJOR]: { 'v8js.gc.type': 'major' },
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: { 'v8js.gc.type': 'incremental' },
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: { 'v8js.gc.type': 'weakcb' },
};

/** What Node adds to the entry of a collection. */
type GcEntry = PerformanceEntry & { readonly detail?: { readonly kind?: number } };

/** How long each garbage collection of this thread took. */
export const gc: ResourceSensor = ({ meter, faults }) =>
  begin((cleanup) => {
    const { duration } = instruments(meter, { duration: METRICS.gcDuration });
    // Node hands over several at a time when the event loop was busy.
    const record = (entries: readonly PerformanceEntry[]): void => {
      for (const entry of entries) {
        const { kind } = (entry as GcEntry).detail ?? {};
        const attributes = TYPES[kind ?? -1];
        if (attributes) duration.record(entry.duration / 1000, attributes);
      }
    };
    const observer = new PerformanceObserver((list) =>
      faults.guard('gc: record failed', () => record(list.getEntries())),
    );
    observer.observe({ entryTypes: ['gc'] });
    cleanup.defer(() => {
      record(observer.takeRecords());
      observer.disconnect();
    });
  });

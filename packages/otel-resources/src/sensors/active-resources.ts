import process from 'node:process';
import { begin, instruments } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { ResourceSensor } from '../sensor.ts';
import { seldom } from './seldom.ts';
import { series } from './series.ts';

/** Node.js lists every one of them by name: the cost grows with the number of sockets. */
const LIST_SECONDS = 30;
/** So many types are told apart; any other counts as `other`. */
const MOST_TYPES = 16;
const OTHER = 'other';

/** What keeps the event loop of this thread alive, by type. */
export const activeResources: ResourceSensor = ({ meter, sampler }) =>
  begin((cleanup) => {
    const made = instruments(meter, { active: METRICS.resourceActive });
    const active = series(cleanup, made.active, []);
    const indexes = new Map<string, number>();

    const indexOf = (type: string): number => {
      const known = indexes.get(type);
      if (known !== undefined) return known;
      if (indexes.size >= MOST_TYPES && type !== OTHER) return indexOf(OTHER);
      const index = active.add({ 'v8js.resource.type': type });
      indexes.set(type, index);
      return index;
    };

    const count = seldom(LIST_SECONDS, () => {
      const counts = new Map<string, number>();
      for (const type of process.getActiveResourcesInfo())
        counts.set(type, (counts.get(type) ?? 0) + 1);
      const sums = new Map<number, number>([...indexes.values()].map((index) => [index, 0]));
      for (const [type, each] of counts) {
        const index = indexOf(type);
        sums.set(index, (sums.get(index) ?? 0) + each);
      }
      for (const [index, sum] of sums) active.set(index, sum);
    });
    cleanup.use(sampler.add('active resources', count));
  });

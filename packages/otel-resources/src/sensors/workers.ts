import type { Worker } from 'node:worker_threads';
import { begin, instruments } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { ResourceSensor } from '../sensor.ts';
import { series } from './series.ts';

/** How many names are told apart; workers of any other report together as `other`. */
const NAME_LIMIT = 20;

/** The name of a worker that has none, and of every worker before Node.js 24. */
const UNNAMED = 'worker';

type Utilization = ReturnType<Worker['performance']['eventLoopUtilization']>;

/** What newer versions of Node.js add: the name, and the heap from outside. */
interface NewWorker {
  readonly threadName?: string | null;
  getHeapStatistics?(): Promise<{ readonly used_heap_size: number }>;
}

interface Watched {
  readonly index: number;
  last: Utilization | undefined;
  heapBytes: number;
  asking: boolean;
}

/** The worker threads of this process, seen from the thread that starts them; those started before are not known. */
export const workers: ResourceSensor = ({ meter, sampler }) =>
  begin((cleanup) => {
    const made = instruments(meter, {
      count: METRICS.workerCount,
      utilization: METRICS.workerUtilization,
      heap: METRICS.workerHeapUsage,
    });
    const count = series(cleanup, made.count);
    const utilization = series(cleanup, made.utilization, []);
    const heap = series(cleanup, made.heap, []);
    const indexes = new Map<string, number>();
    const live = new Map<Worker, Watched>();

    const indexOf = (name: string): number => {
      const known = indexes.get(name);
      if (known !== undefined) return known;
      if (indexes.size >= NAME_LIMIT && name !== 'other') return indexOf('other');
      const attributes = { 'plimsoll.nodejs.worker.name': name };
      heap.add(attributes);
      const index = utilization.add(attributes);
      indexes.set(name, index);
      return index;
    };

    const started = (worker: Worker): void => {
      // The thread in which Node.js runs module hooks is none of the application's.
      if (worker.constructor.name === 'InternalWorker') return;
      const name = (worker as NewWorker).threadName || UNNAMED;
      live.set(worker, { index: indexOf(name), last: undefined, heapBytes: 0, asking: false });
    };

    const take = (): void => {
      const busiest = new Map<number, number>();
      const bytes = new Map<number, number>();
      for (const [worker, watched] of live) {
        if (worker.threadId === -1) {
          live.delete(worker);
          continue;
        }
        const { index, last } = watched;
        const share = worker.performance.eventLoopUtilization(last).utilization;
        watched.last = worker.performance.eventLoopUtilization();
        busiest.set(index, Math.max(busiest.get(index) ?? 0, share));
        bytes.set(index, (bytes.get(index) ?? 0) + watched.heapBytes);
        askHeap(worker, watched);
      }
      count.set(0, live.size);
      for (const index of indexes.values()) {
        utilization.set(index, busiest.get(index) ?? 0);
        if (canTellHeap) heap.set(index, bytes.get(index) ?? 0);
      }
    };

    let canTellHeap = false;
    const askHeap = (worker: NewWorker, watched: Watched): void => {
      if (!worker.getHeapStatistics || watched.asking) return;
      canTellHeap = true;
      watched.asking = true;
      void worker.getHeapStatistics().then(
        ({ used_heap_size }) => {
          watched.heapBytes = used_heap_size;
          watched.asking = false;
        },
        // It has ended meanwhile.
        () => {},
      );
    };

    process.on('worker', started);
    cleanup.defer(() => process.removeListener('worker', started));
    cleanup.use(sampler.add('workers', take));
  });

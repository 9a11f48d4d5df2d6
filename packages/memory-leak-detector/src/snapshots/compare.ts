import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { numberOption, readOptions } from '@plimsoll/kernel';
import { snapshotSources } from '../acts/heap-snapshot.ts';
import { failure, type Refusal, refusal } from '../acts/refusal.ts';
import {
  type ConstructorGrowth,
  censusOf,
  grownConstructors,
  nameOfNode,
} from './grown-constructors.ts';
import { readSnapshot } from './read-snapshot.ts';

export interface CompareOptions {
  /** How many constructors are told, 1 to 1000; 10 by default. */
  readonly limit?: number;
}

export interface SnapshotComparison {
  readonly done: true;
  /** Those that grew, most bytes first. */
  readonly constructors: readonly ConstructorGrowth[];
}

const OPTIONS = { limit: numberOption(10, { min: 1, max: 1000, integer: true }) };

/** Half of the text are numbers of five digits and a comma, which take four bytes; then there are strings and paths. */
const MEMORY_RATIO = 2;

/** No more than this of the free memory. */
const MEMORY_SHARE = 0.5;

/**
 * Tells which constructors grew between two heap snapshots of one process, and who holds their new objects. A worker thread
 * reads the files, piece by piece; this thread waits without being held up. Throws a `TypeError` or `RangeError` for bad options
 * and nothing else.
 */
export async function compareHeapSnapshots(
  before: string,
  after: string,
  options?: CompareOptions,
): Promise<SnapshotComparison | Refusal> {
  const { limit } = readOptions(OPTIONS, options, 'compareHeapSnapshots');
  try {
    const sizes = await Promise.all([before, after].map(async (path) => (await stat(path)).size));
    const needed = Math.max(...sizes) * MEMORY_RATIO;
    const free = snapshotSources().freeMemory();
    if (needed > free * MEMORY_SHARE)
      return refusal('not_enough_memory', `it takes ${needed} bytes, ${free} are free`);
    return { done: true, constructors: await compareInWorker({ before, after, limit }) };
  } catch (error) {
    return failure('failed', error);
  }
}

interface Task {
  readonly before: string;
  readonly after: string;
  readonly limit: number;
}

function compareInWorker(task: Task): Promise<readonly ConstructorGrowth[]> {
  const tools = [readSnapshot, censusOf, nameOfNode, grownConstructors].join(',');
  return new Promise((resolve, reject) => {
    const worker = new Worker(`(${serve})(${tools})`, {
      eval: true,
      workerData: task,
      name: 'plimsoll-snapshots',
      execArgv: ['--no-warnings'],
      env: {},
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the worker thread has ended')));
  });
}

/** Runs in the worker thread and knows nothing of this file. */
function serve(
  read: typeof readSnapshot,
  census: typeof censusOf,
  nameOf: typeof nameOfNode,
  grown: typeof grownConstructors,
): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const { before, after, limit } = workerData as Task;
  const count = (snapshot: Parameters<typeof census>[0]) => census(snapshot, { nameOf });
  // The earlier is counted and let go before the later is read.
  const earlier = count(read(before));
  parentPort?.postMessage(grown(earlier, read(after), limit, { census: count, nameOf }));
}

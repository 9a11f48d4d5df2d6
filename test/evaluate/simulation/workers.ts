import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Result, Task } from './simulate.ts';

const TASKS_A_MESSAGE = 10;

/** Simulates on so many threads; the results are in the order of the tasks. */
export async function simulateAll(
  tasks: readonly Task[],
  threads: number,
  onProgress: (done: number) => void = () => {},
): Promise<readonly Result[]> {
  const results: Result[][] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    while (next * TASKS_A_MESSAGE < tasks.length) {
      const part = next++;
      const begin = part * TASKS_A_MESSAGE;
      worker.postMessage(tasks.slice(begin, begin + TASKS_A_MESSAGE));
      const [simulated] = (await once(worker, 'message')) as [Result[]];
      results[part] = simulated;
      done += simulated.length;
      onProgress(done);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: threads }, work));
  return results.flat();
}

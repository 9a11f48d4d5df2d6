import type { Clock } from '@plimsoll/kernel';
import type { WorkerLike } from '../limit/worker-heaps.ts';
import { type SamplingProfile, samplesOf } from './culprits.ts';
import { type ProfilerModules, type Sampling, STACK_DEPTH } from './heap-sampling.ts';

/**
 * Whether a worker can be sampled from outside. In Node 24 one that ends while it is sampled ends the process with it: there V8 takes down
 * the heap before its profiler. Node 26, which has the profiler of the own thread besides, does not.
 */
export function workersCanBeSampled({ v8 }: ProfilerModules): boolean {
  return v8?.startHeapProfile !== undefined;
}

/** A worker that hangs never answers, and a confirmation waits for what it says. */
const ANSWER_SECONDS = 30;

/** Samples one allocation in `sampleBytes` of a worker, which need not know of it; where somebody else does it fails at the look. */
export function startWorkerSampling(
  worker: Pick<WorkerLike, 'startHeapProfile'>,
  sampleBytes: number,
  clock: Clock,
): Sampling {
  if (!worker.startHeapProfile) throw new Error('the heaps of workers cannot be sampled');
  const options = { sampleInterval: sampleBytes, stackDepth: STACK_DEPTH };
  const handle = worker.startHeapProfile(options);
  // Why it did not begin is told by the look.
  handle.catch(() => {});
  return {
    async stop() {
      const answer = await new Promise<string>((resolve, reject) => {
        const hangs = (): void => reject(new Error('the worker does not answer'));
        const limit = clock.after(ANSWER_SECONDS, hangs);
        handle
          .then((each) => each.stop())
          .then(resolve, reject)
          .finally(() => limit[Symbol.dispose]());
      });
      const profile = JSON.parse(answer) as SamplingProfile;
      return { samples: samplesOf(profile), profile };
    },
    [Symbol.dispose]() {
      // It may have ended meanwhile.
      handle.then((each) => each.stop()).catch(() => {});
    },
  };
}

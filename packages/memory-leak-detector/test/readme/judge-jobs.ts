import { createLeakFold } from '../../src/processor.ts';

/** Cries when jobs that wait grow as a leak does. */
export function judgeJobs(jobs: ReadonlySet<unknown>, warn: (rate?: number) => void): () => void {
  //#region readme
  const fold = createLeakFold({ materiality: 500 });
  const look = (): void => {
    const { state, growthRate } = fold.push({ time: performance.now() / 1000, value: jobs.size });
    if (state === 'confirmed') warn(growthRate);
  };
  //#endregion
  return look;
}

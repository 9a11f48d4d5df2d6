import { compareHeapSnapshots } from '../../src/index.ts';

/** What grew between two snapshots, and who holds it. */
export async function whatGrew(
  before: string,
  after: string,
  log: (...what: unknown[]) => void,
): Promise<void> {
  //#region readme
  const comparison = await compareHeapSnapshots(before, after); // in a worker thread
  if (comparison.done)
    for (const { name, countGrowth, retainers } of comparison.constructors)
      log(name, countGrowth, retainers);
  //#endregion
}

import { collectGarbage, profileCpu, profileHeap, takeHeapSnapshot } from '../../src/index.ts';

/** What an operator asks a running process for. */
export async function lookCloser(
  folder: string,
  durationMillis: number,
  log: (...what: unknown[]) => void,
): Promise<unknown[]> {
  //#region readme
  const heap = await profileHeap({ durationMillis, folder }); // who allocates what stays: `heap.culprits`
  const cpu = await profileCpu({ durationMillis, folder }); // who runs: `cpu.busiest`
  const collected = await collectGarbage(); // once a minute at most
  const snapshot = await takeHeapSnapshot({ folder }); // once in 6 h, 5 s of pause at most
  if (!snapshot.done) log(snapshot.reason, snapshot.predictedSeconds);
  //#endregion
  return [heap, cpu, collected, snapshot];
}

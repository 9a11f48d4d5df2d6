import type { Faults } from '@plimsoll/kernel';

/** `@types/node` of 24 lacks what Node 26 has. */
interface NearLimit {
  setHeapSnapshotNearHeapLimit?(limit: number): void;
  setHeapProfileNearHeapLimit?(limit: number): void;
}

/** Lets V8 write one snapshot or profile when the heap is about to end; it cannot be taken back. Whether it is to write a profile. */
export function watchNearLimit(
  wanted: 'nothing' | 'profile' | 'snapshot',
  faults: Faults,
  v8: NearLimit = process.getBuiltinModule('node:v8'),
): boolean {
  if (wanted === 'nothing') return false;
  const ask =
    wanted === 'snapshot' ? v8.setHeapSnapshotNearHeapLimit : v8.setHeapProfileNearHeapLimit;
  if (!ask) {
    faults.report(`no heap ${wanted} near the limit: this version of Node.js has none`);
    return false;
  }
  const asked = faults.guard(`no heap ${wanted} near the limit`, () => {
    ask(1);
    return true;
  });
  return wanted === 'profile' && asked === true;
}

/** A sample in half a megabyte, which costs nothing that could be measured. */
const SAMPLE_BYTES = 512 * 2 ** 10;

/** Samples allocations while the limit is near: without it V8 has no profile to write. */
export interface LastProfile extends Disposable {
  /** To be told after each full collection. */
  push(near: boolean): void;
  /** Makes room for another profiler, until the next collection. */
  yield(): void;
}

export function createLastProfile(start: (sampleBytes: number) => Disposable): LastProfile {
  let sampling: Disposable | undefined;
  const end = (): void => {
    const ended = sampling;
    sampling = undefined;
    ended?.[Symbol.dispose]();
  };
  return {
    push(near) {
      if (!near) return end();
      if (sampling) return;
      try {
        sampling = start(SAMPLE_BYTES);
      } catch {
        // Somebody samples already: what V8 writes is his.
      }
    },
    yield: end,
    [Symbol.dispose]: end,
  };
}

import type { Faults } from '@plimsoll/kernel';

/** `@types/node` of 24 lacks what Node 26 has. */
interface NearLimit {
  setHeapSnapshotNearHeapLimit?(limit: number): void;
  setHeapProfileNearHeapLimit?(limit: number): void;
}

/** Lets V8 write one snapshot or profile when the heap is about to end; it cannot be taken back. */
export function watchNearLimit(
  wanted: 'nothing' | 'profile' | 'snapshot',
  faults: Faults,
  v8: NearLimit = process.getBuiltinModule('node:v8'),
): void {
  if (wanted === 'nothing') return;
  const ask =
    wanted === 'snapshot' ? v8.setHeapSnapshotNearHeapLimit : v8.setHeapProfileNearHeapLimit;
  if (ask) faults.guard(`no heap ${wanted} near the limit`, () => ask(1));
  else faults.report(`no heap ${wanted} near the limit: this version of Node.js has none`);
}

import type { Server } from 'node:http';
import { type MemoryLeakInstrumentation, shrinkCachesUnder } from '../../src/index.ts';

/** What a service does before its heap ends. */
export function drainInTime(detector: MemoryLeakInstrumentation, server: Server): void {
  //#region readme
  shrinkCachesUnder(detector.pressure);
  detector.onNearLimit(({ threadId }) => {
    if (threadId === undefined) server.close(); // drain; the orchestrator starts another
  });
  //#endregion
}

import { MemoryLeakInstrumentation } from '../../src/index.ts';

/** A detector that knows of what memory follows. */
export function followLoad(sessions: ReadonlyMap<string, unknown>): MemoryLeakInstrumentation {
  //#region readme
  const detector = new MemoryLeakInstrumentation({ load: () => sessions.size });
  //#endregion
  return detector;
}

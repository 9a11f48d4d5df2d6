import type { ProfilerModules } from './heap-sampling.ts';
import { type Inspection, inspect } from './inspect.ts';

/**
 * Has V8 drop its optimised code, once. The profiler charges what a function allocates to the caller that it is inlined into: until V8
 * has optimised again, which takes tens of milliseconds of CPU time and seconds to minutes of a service, each function is charged itself. To
 * begin precise coverage does this and no other call; it walks the heap, about 1.1 ms for each MB. Coverage that somebody records would
 * end with ours: nothing is done where there may be such. Never throws: without it the callers are named.
 */
export function deoptimize({ inspector }: Pick<ProfilerModules, 'inspector'>): void {
  if (process.env.NODE_V8_COVERAGE || inspector?.url?.()) return;
  let inspection: Inspection | undefined;
  try {
    inspection = inspect(inspector);
    inspection.post('Profiler.enable');
    inspection.post('Profiler.startPreciseCoverage', { callCount: false, detailed: false });
    inspection.post('Profiler.stopPreciseCoverage');
  } catch {
    // The inspector is denied, or the runtime has none.
  } finally {
    inspection?.[Symbol.dispose]();
  }
}

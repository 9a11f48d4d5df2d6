import type { MemoryInfo } from '../meminfo.ts';
import { count, isRecord } from './fields.ts';

/** What `mem()` adds to what Node.js itself tells, in bytes. */
export type PortableMemory = Partial<Pick<MemoryInfo, 'available' | 'swapTotal' | 'swapFree'>>;

/**
 * `mem()`. Where it could not run `vm_stat` on macOS it gives the free memory as available, and nothing as cached: then
 * what is available is not known.
 */
export function memoryOf(answer: unknown): PortableMemory {
  if (!isRecord(answer)) return {};
  const [available, cached] = [count(answer.available), count(answer.buffcache)];
  const [swapTotal, swapFree] = [count(answer.swaptotal), count(answer.swapfree)];
  const swap = swapTotal !== undefined && swapFree !== undefined && swapFree <= swapTotal;
  return {
    ...(available !== undefined && cached && { available }),
    ...(swap && { swapTotal, swapFree }),
  };
}

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Roots } from './roots.ts';

/** Above this a listing would block the event loop. */
const MOST_LISTED = 1024;

/**
 * How many file descriptors this process has open, at a cost that does not grow with them: kernels from 6.2 tell it as
 * the size of the directory. Older ones say 0, and it is listed where `tableSize` bounds the work; `undefined` where
 * it cannot be had.
 */
export function countOpenDescriptors(roots: Roots, tableSize?: number): number | undefined {
  const directory = join(roots.proc, 'self/fd');
  try {
    const { size } = statSync(directory);
    if (size > 0) return size;
    if (tableSize === undefined || tableSize > MOST_LISTED) return undefined;
    // The listing itself takes one.
    return readdirSync(directory).length - 1;
  } catch {
    return undefined;
  }
}

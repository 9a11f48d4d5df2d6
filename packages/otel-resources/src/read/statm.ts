import { integers } from './text.ts';

/** Memory of this process in pages. */
export interface MemoryPages {
  readonly virtual: number;
  readonly resident: number;
}

/** /proc/self/statm (https://docs.kernel.org/filesystems/proc.html#process-specific-subdirectories) */
export function parseStatm(text: string): MemoryPages | undefined {
  const [virtual, resident] = integers(text, 0, 2);
  if (virtual === undefined || resident === undefined) return undefined;
  return virtual > 0 && resident >= 0 ? { virtual, resident } : undefined;
}

/**
 * The bytes of a page, by the same memory in both; `undefined` where they are no power of two apart, because it
 * changed between the two readings.
 */
export function pageBytes(virtualBytes: number, virtualPages: number): number | undefined {
  const ratio = virtualBytes / virtualPages;
  const bytes = 2 ** Math.round(Math.log2(ratio));
  return Math.abs(ratio / bytes - 1) < 0.01 ? bytes : undefined;
}

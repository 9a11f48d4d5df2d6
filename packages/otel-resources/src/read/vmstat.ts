import { field } from './text.ts';

/** How the host has paged since it started. */
export interface PagingCounts {
  /** Page faults that had to read from a disk. */
  readonly majorFaults: number;
  readonly minorFaults: number;
  /** Pages read from swap and written to it; absent without swap support. */
  readonly swappedIn?: number;
  readonly swappedOut?: number;
}

/** /proc/vmstat */
export function parseVmstat(text: string): PagingCounts | undefined {
  const [all, major] = [count(text, 'pgfault'), count(text, 'pgmajfault')];
  if (all === undefined || major === undefined) return undefined;
  const [swappedIn, swappedOut] = [count(text, 'pswpin'), count(text, 'pswpout')];
  return {
    majorFaults: major,
    minorFaults: Math.max(0, all - major),
    ...(swappedIn !== undefined && { swappedIn }),
    ...(swappedOut !== undefined && { swappedOut }),
  };
}

function count(text: string, key: string): number | undefined {
  const value = field(text, key);
  return value !== undefined && value >= 0 ? value : undefined;
}

import { field } from './text.ts';

/** Memory of the host in bytes. */
export interface MemoryInfo {
  readonly total: number;
  /** What can be given to applications without swapping. */
  readonly available: number;
  /** `total` without `available`. */
  readonly used: number;
  readonly slabReclaimable: number;
  readonly slabUnreclaimable: number;
  readonly swapTotal: number;
  readonly swapFree: number;
}

/** /proc/meminfo (https://docs.kernel.org/filesystems/proc.html#meminfo) */
export function parseMeminfo(text: string): MemoryInfo | undefined {
  const bytes = (key: string): number | undefined => {
    const kibibytes = field(text, key);
    return kibibytes === undefined || kibibytes < 0 ? undefined : kibibytes * 1024;
  };
  const total = bytes('MemTotal');
  const free = bytes('MemFree');
  if (total === undefined || free === undefined) return undefined;
  // Kernels before 3.14 lack MemAvailable.
  const estimate = (): number => free + (bytes('Buffers') ?? 0) + (bytes('Cached') ?? 0);
  const available = Math.min(total, bytes('MemAvailable') ?? estimate());
  return {
    total,
    available,
    used: total - available,
    slabReclaimable: bytes('SReclaimable') ?? 0,
    slabUnreclaimable: bytes('SUnreclaim') ?? 0,
    swapTotal: bytes('SwapTotal') ?? 0,
    swapFree: bytes('SwapFree') ?? 0,
  };
}

import { field, words } from './text.ts';

/** What the kernel knows of this process; memory in bytes. */
export interface ProcessStatus {
  readonly threads?: number;
  readonly residentBytes?: number;
  readonly virtualBytes?: number;
  /** On how many CPUs it may run: affinity and cpuset. */
  readonly allowedCpus?: number;
  /** Size of the table of file descriptors: how many there were at most, rounded up. */
  readonly descriptorTableSize?: number;
}

/** /proc/self/status (https://docs.kernel.org/filesystems/proc.html#process-specific-subdirectories) */
export function parseProcessStatus(text: string): ProcessStatus | undefined {
  if (field(text, 'Pid') === undefined) return undefined;
  const status: { -readonly [K in keyof ProcessStatus]: ProcessStatus[K] } = {};
  const put = (key: keyof ProcessStatus, value: number | undefined, unit = 1): void => {
    if (value !== undefined && value >= 0) status[key] = value * unit;
  };
  put('threads', field(text, 'Threads'));
  put('residentBytes', field(text, 'VmRSS'), 1024);
  put('virtualBytes', field(text, 'VmSize'), 1024);
  put('allowedCpus', countCpus(words(text, 'Cpus_allowed_list')));
  put('descriptorTableSize', field(text, 'FDSize'));
  return status;
}

/** `0-3,8` are 5. */
function countCpus(list: string | undefined): number | undefined {
  if (!list || !/^\d{1,7}(-\d{1,7})?(,\d{1,7}(-\d{1,7})?)*$/.test(list)) return undefined;
  const count = list.split(',').reduce((sum, range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return sum + Math.max(0, last - first + 1);
  }, 0);
  return count > 0 ? count : undefined;
}

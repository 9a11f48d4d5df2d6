import { integers } from './text.ts';

/** CPU time of the host since it started, in seconds, and how many CPUs are online. */
export interface CpuTimes {
  readonly user: number;
  readonly nice?: number;
  readonly system: number;
  readonly idle: number;
  readonly iowait?: number;
  /** Hardware and software interrupts together. */
  readonly interrupt?: number;
  readonly steal?: number;
  readonly logicalCount: number;
}

/** The kernel tells times to user space in hundredths of a second on every architecture (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** /proc/stat (https://docs.kernel.org/filesystems/proc.html#miscellaneous-kernel-statistics-in-proc-stat) */
export function parseStat(text: string): CpuTimes | undefined {
  if (!text.startsWith('cpu ')) return undefined;
  const ticks = integers(text, 4, 8);
  if (ticks.length < 4) return undefined;
  const tick = (index: number): number => Math.max(0, ticks[index] ?? 0);
  const seconds = (index: number): number => tick(index) / TICKS_PER_SECOND;
  return {
    user: seconds(0),
    nice: seconds(1),
    system: seconds(2),
    idle: seconds(3),
    iowait: seconds(4),
    interrupt: (tick(5) + tick(6)) / TICKS_PER_SECOND,
    steal: seconds(7),
    logicalCount: countCpus(text),
  };
}

/** The lines `cpu0`, `cpu1` ... stand together behind the first. */
function countCpus(text: string): number {
  let count = 0;
  let at = text.indexOf('\n') + 1;
  while (at > 0 && text.startsWith('cpu', at)) {
    count++;
    at = text.indexOf('\n', at) + 1;
  }
  return count;
}

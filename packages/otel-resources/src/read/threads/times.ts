import { integers } from '../text.ts';

/** What a thread has used since it started, in seconds. */
export interface ThreadTimes {
  readonly cpu: number;
  /** Time in which it was ready to run and no CPU took it; absent where the kernel does not tell. */
  readonly wait?: number;
}

const NANOS_PER_SECOND = 1e9;
const TICKS_PER_SECOND = 100;
/** Behind the name and the state stand twelve numbers up to `utime` and `stime`. */
const FIELDS = 12;

/**
 * /proc/<pid>/task/<tid>/schedstat: run time, time on a run queue, slices
 * (https://docs.kernel.org/scheduler/sched-stats.html). A kernel that keeps no account writes zeros: nothing.
 */
export function parseSchedstat(text: string): ThreadTimes | undefined {
  const [cpu = 0, wait = 0, slices = 0] = integers(text, 0, 3);
  if (cpu < 0 || wait < 0 || slices <= 0) return undefined;
  return { cpu: cpu / NANOS_PER_SECOND, wait: wait / NANOS_PER_SECOND };
}

/**
 * /proc/<pid>/task/<tid>/stat (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html): in steps of 10 ms, and
 * without the wait. The name may hold brackets and blanks, but no line feed.
 */
export function parseTaskStat(text: string): ThreadTimes | undefined {
  const end = text.lastIndexOf(') ', text.indexOf('\n'));
  if (end < 0) return undefined;
  const fields = integers(text, end + ') S '.length, FIELDS);
  const [user = -1, system = -1] = fields.slice(FIELDS - 2);
  return user < 0 || system < 0 ? undefined : { cpu: (user + system) / TICKS_PER_SECOND };
}

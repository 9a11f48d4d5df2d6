import { existsSync, readFileSync } from 'node:fs';

/** CPU time of this process, user and system, all threads, in nanoseconds; exact to a microsecond. */
export function ownCpuNanoseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

const STAT = '/proc/self/stat';

/** `USER_HZ`, which Linux has fixed for its user interface. */
const TICKS_PER_SECOND = 100;

/** Fields of /proc/self/stat after the name, which may hold blanks and brackets: proc(5), `cutime` and `cstime`. */
const CHILDREN_USER = 13;
const CHILDREN_SYSTEM = 14;

/**
 * CPU time of the ended child processes in nanoseconds, exact to 10 milliseconds: what a fork does is part of its
 * cost. `0` where there is no /proc.
 */
export function childrenCpuNanoseconds(): number {
  if (!existsSync(STAT)) return 0;
  const text = readFileSync(STAT, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[CHILDREN_USER]) + Number(fields[CHILDREN_SYSTEM]);
  return (ticks / TICKS_PER_SECOND) * 1e9;
}

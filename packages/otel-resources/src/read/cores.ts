import { integers } from './text.ts';

/** CPU time of one logical CPU, in ticks since it started. */
export interface CoreTimes {
  readonly number: number;
  readonly busy: number;
  readonly unused: number;
}

/** user, nice, system, idle, iowait, irq, softirq, steal; the time of guests is part of user. */
const COLUMNS = 8;
const [IDLE, IOWAIT] = [3, 4];

/** The lines `cpu0`, `cpu1` ... of /proc/stat, of the first `most` (https://docs.kernel.org/filesystems/proc.html). */
export function parseCores(text: string, most: number): readonly CoreTimes[] | undefined {
  if (!text.startsWith('cpu ')) return undefined;
  const cores = new Map<number, CoreTimes>();
  let at = text.indexOf('\n') + 1;
  while (at > 0 && text.startsWith('cpu', at) && cores.size < most) {
    const core = coreOf(text.slice(at, text.indexOf('\n', at) + 1));
    if (core && !cores.has(core.number)) cores.set(core.number, core);
    at = text.indexOf('\n', at) + 1;
  }
  return [...cores.values()];
}

function coreOf(line: string): CoreTimes | undefined {
  const [head = '', number] = /^cpu(\d{1,7}) /.exec(line) ?? [];
  if (number === undefined) return undefined;
  const ticks = integers(line, head.length, COLUMNS);
  if (ticks.length < IDLE + 1 || ticks.some((each) => each < 0)) return undefined;
  const unused = (ticks[IDLE] ?? 0) + (ticks[IOWAIT] ?? 0);
  const all = ticks.reduce((sum, each) => sum + each, 0);
  return { number: Number(number), busy: all - unused, unused };
}

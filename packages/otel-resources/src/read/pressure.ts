import { integerAt } from './text.ts';

/** For how many seconds tasks have been stalled since the start: some of them, and all at once. */
export interface Stall {
  readonly some?: number;
  readonly full?: number;
}

export const PRESSURE_RESOURCES = ['cpu', 'memory', 'io', 'irq'] as const;
export type PressureResource = (typeof PRESSURE_RESOURCES)[number];
/** Pressure of each resource that the kernel accounts for. */
export type Pressure = Readonly<Partial<Record<PressureResource, Stall>>>;

const MICROSECONDS = 1e6;
const TOTAL = ' total=';

/** /proc/pressure/* and *.pressure of cgroup v2 (https://docs.kernel.org/accounting/psi.html) */
export function parsePressure(text: string): Stall | undefined {
  const some = totalOf(text, 'some ');
  const full = totalOf(text, 'full ');
  if (some === undefined && full === undefined) return undefined;
  return { ...(some !== undefined && { some }), ...(full !== undefined && { full }) };
}

/** The last of the line that starts with `type`, in seconds. */
function totalOf(text: string, type: string): number | undefined {
  const start = text.startsWith(type) ? 0 : text.indexOf(`\n${type}`) + 1;
  const end = text.indexOf('\n', start);
  const at = text.lastIndexOf(TOTAL, end);
  if ((start === 0 && !text.startsWith(type)) || end < 0 || at < start) return undefined;
  const total = integerAt(text, at + TOTAL.length);
  return total === undefined || total < 0 ? undefined : total / MICROSECONDS;
}

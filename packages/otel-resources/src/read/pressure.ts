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

/** /proc/pressure/* and *.pressure of cgroup v2 (https://docs.kernel.org/accounting/psi.html) */
export function parsePressure(text: string): Stall | undefined {
  const stall: { some?: number; full?: number } = {};
  for (const [, type, total] of text.matchAll(/^(some|full) [^\n]*?\btotal=(\d{1,20})\n/gm))
    stall[type as 'some' | 'full'] ??= Number(total) / MICROSECONDS;
  return stall.some === undefined && stall.full === undefined ? undefined : stall;
}

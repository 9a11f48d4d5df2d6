import { field, integerAt } from '../text.ts';

/** CPU of a cgroup. */
export interface CgroupCpu {
  readonly userSeconds?: number;
  readonly systemSeconds?: number;
  /** Enforcement periods of the quota, and those in which it ran out. */
  readonly periods?: number;
  readonly throttledPeriods?: number;
  readonly throttledSeconds?: number;
}

/** The quota in CPUs; `undefined` where there is none. */
export function parseCpuMax(text: string): number | undefined {
  const quota = integerAt(text, 0);
  if (quota === undefined) return undefined;
  return coresOf(quota, integerAt(text, text.indexOf(' ') + 1));
}

/** cpu.cfs_quota_us and cpu.cfs_period_us of cgroup v1; a quota of -1 is none. */
export function parseCfsQuota(quota: string, period: string): number | undefined {
  return coresOf(integerAt(quota, 0), integerAt(period, 0));
}

function coresOf(quota: number | undefined, period: number | undefined): number | undefined {
  if (quota === undefined || period === undefined || quota <= 0 || period <= 0) return undefined;
  return quota / period;
}

/** cpu.stat of cgroup v2, in microseconds. */
export function parseCpuStat2(text: string): CgroupCpu | undefined {
  return collect({
    userSeconds: scaled(field(text, 'user_usec'), 1e6),
    systemSeconds: scaled(field(text, 'system_usec'), 1e6),
    ...throttling(text),
    throttledSeconds: scaled(field(text, 'throttled_usec'), 1e6),
  });
}

/** cpu.stat of cgroup v1, in nanoseconds. */
export function parseCpuStat1(text: string): CgroupCpu | undefined {
  return collect({
    ...throttling(text),
    throttledSeconds: scaled(field(text, 'throttled_time'), 1e9),
  });
}

/** cpuacct.stat of cgroup v1, in hundredths of a second. */
export function parseCpuacctStat(text: string): CgroupCpu | undefined {
  return collect({
    userSeconds: scaled(field(text, 'user'), 100),
    systemSeconds: scaled(field(text, 'system'), 100),
  });
}

function throttling(text: string): Record<string, number | undefined> {
  return {
    periods: field(text, 'nr_periods'),
    throttledPeriods: field(text, 'nr_throttled'),
  };
}

function scaled(value: number | undefined, perSecond: number): number | undefined {
  return value === undefined ? undefined : value / perSecond;
}

function collect(found: Record<string, number | undefined>): CgroupCpu | undefined {
  const entries = Object.entries(found).filter(([, value]) => value !== undefined && value >= 0);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

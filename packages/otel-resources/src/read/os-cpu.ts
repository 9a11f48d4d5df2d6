import type { LoadAverage } from './load-average.ts';
import type { Portable } from './portable.ts';
import type { CpuTimes } from './stat.ts';

const MILLIS_PER_SECOND = 1000;

/**
 * `os.cpus()`, summed up. Only the modes that the platform tells: libuv gives zero for the others
 * (https://github.com/libuv/libuv, src/unix/darwin.c and src/win/util.c, `uv_cpu_info`).
 */
export function osCpuTimes({ platform, os }: Portable): CpuTimes | undefined {
  const cpus = os.cpus();
  const sum = (mode: keyof (typeof cpus)[number]['times']): number =>
    cpus.reduce((total, { times }) => total + times[mode], 0) / MILLIS_PER_SECOND;
  const [user, nice, sys, idle, irq] = [
    sum('user'),
    sum('nice'),
    sum('sys'),
    sum('idle'),
    sum('irq'),
  ];
  if (cpus.length === 0 || ![user, nice, sys, idle, irq].every(isCount)) return undefined;
  const logicalCount = cpus.length;
  if (platform === 'darwin') return { user, nice, system: sys, idle, logicalCount };
  // Windows counts the time of interrupts as kernel time too.
  return { user, system: Math.max(0, sys - irq), idle, interrupt: irq, logicalCount };
}

/** `os.loadavg()`; Windows has none, and Node.js gives zeros there. */
export function osLoadAverage({ platform, os }: Portable): LoadAverage | undefined {
  const [one, five, fifteen] = os.loadavg();
  if (platform === 'win32' || !isCount(one) || !isCount(five) || !isCount(fifteen))
    return undefined;
  return { one, five, fifteen };
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0;
}

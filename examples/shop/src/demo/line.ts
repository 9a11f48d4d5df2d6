import type { DemoState } from './state.ts';
import { clock, duration, fixed, growth, megabytes, percent } from './words.ts';

/** The summary in one line, for a log. */
export function summaryLine({ summary, seconds, faults }: DemoState): string {
  if (!summary) return `${clock(seconds)} waiting for /metrics`;
  const { cpu, memory, eventLoop, http, pool, leak } = summary;
  const active = faults.filter(({ active }) => active).map(({ name }) => name);
  return [
    clock(seconds),
    `cpu ${fixed(cpu.usedCpus, 2)}/${fixed(cpu.limitCpus, 2)}`,
    `loop ${percent(eventLoop.utilization)} delay max ${duration(eventLoop.delayMaxSeconds)}`,
    `heap ${megabytes(memory.heapAfterGcBytes)} ${growth(memory.heapGrowthBytesPerSecond)} leak ${leak.heap?.state ?? '-'}`,
    `rss ${megabytes(memory.rssBytes)}`,
    `pool ${fixed(pool.used)} used ${fixed(pool.idle)} idle ${fixed(pool.pending)} waiting of ${fixed(pool.limit)} leaked ${fixed(pool.leaks)}`,
    `http ${fixed(http.requestsPerSecond, 1)}/s p99 ${duration(http.p99Seconds)}`,
    ...(active.length > 0 ? [`faults ${active.join(',')}`] : []),
  ].join(' | ');
}

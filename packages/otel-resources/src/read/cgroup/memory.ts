import { field, integerAt } from '../text.ts';

export const MEMORY_EVENTS = ['low', 'high', 'max', 'oom', 'oom_kill', 'oom_group_kill'] as const;
export type MemoryEvent = (typeof MEMORY_EVENTS)[number];

/** What memory.stat of a cgroup tells, in bytes and counts. */
export interface CgroupMemoryStat {
  /** Memory of files that is given back first: no part of the working set. */
  readonly inactiveFileBytes: number;
  readonly anonymousBytes?: number;
  readonly faults?: number;
  readonly majorFaults?: number;
  /** Of cgroup v1: the lowest limit among all ancestors, also those that are out of sight. */
  readonly hierarchicalLimitBytes?: number;
}

/** v1 writes "no limit" as the highest number of pages: more than any machine has. */
const UNLIMITED = 2 ** 60;

/** memory.max of v2 or memory.limit_in_bytes of v1; `undefined` where there is no limit. */
export function parseMemoryLimit(text: string): number | undefined {
  return limitOf(integerAt(text, 0));
}

/** memory.stat: the keys of v1 that take in the children begin with `total_`. */
export function parseMemoryStat(text: string, version: 1 | 2): CgroupMemoryStat | undefined {
  const prefix = version === 1 ? 'total_' : '';
  const inactiveFileBytes = field(text, `${prefix}inactive_file`);
  if (inactiveFileBytes === undefined || inactiveFileBytes < 0) return undefined;
  const rest = {
    anonymousBytes: field(text, version === 1 ? 'total_rss' : 'anon'),
    faults: field(text, `${prefix}pgfault`),
    majorFaults: field(text, `${prefix}pgmajfault`),
    hierarchicalLimitBytes:
      version === 1 ? limitOf(field(text, 'hierarchical_memory_limit')) : undefined,
  };
  const known = Object.entries(rest).filter(([, value]) => value !== undefined && value >= 0);
  return { inactiveFileBytes, ...Object.fromEntries(known) };
}

/** memory.events of v2, memory.oom_control of v1. */
export function parseMemoryEvents(
  text: string,
): Readonly<Partial<Record<MemoryEvent, number>>> | undefined {
  const events: Partial<Record<MemoryEvent, number>> = {};
  for (const event of MEMORY_EVENTS) {
    const count = field(text, event);
    if (count !== undefined && count >= 0) events[event] = count;
  }
  return Object.keys(events).length === 0 ? undefined : events;
}

function limitOf(bytes: number | undefined): number | undefined {
  return bytes === undefined || bytes < 0 || bytes >= UNLIMITED ? undefined : bytes;
}

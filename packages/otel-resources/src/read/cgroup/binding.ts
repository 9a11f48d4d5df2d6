import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { integerAt } from '../text.ts';
import { parseCfsQuota, parseCpuMax } from './cpu.ts';
import { parseMemoryLimit } from './memory.ts';
import type { Hierarchy } from './resolve.ts';

/** One cgroup of a hierarchy. */
export interface Level {
  readonly version: 1 | 2;
  readonly directory: string;
}

type Text = () => string | undefined;
type Limit = (level: Level, file: (name: string) => Text) => () => number | undefined;

const text = (read: Text, parse: (text: string) => number | undefined) => () => {
  const now = read();
  return now === undefined ? undefined : parse(now);
};

/** How the limit of each resource is read at one level; no number where nothing limits. */
export const limitFiles: Readonly<Record<'cpu' | 'memory' | 'tasks', Limit>> = {
  cpu(level, file) {
    if (level.version === 2) return text(file('cpu.max'), parseCpuMax);
    const period = file('cpu.cfs_period_us');
    return text(file('cpu.cfs_quota_us'), (quota) => parseCfsQuota(quota, period() ?? ''));
  },
  memory: (level, file) =>
    text(file(level.version === 2 ? 'memory.max' : 'memory.limit_in_bytes'), parseMemoryLimit),
  tasks: (_level, file) => text(file('pids.max'), (limit) => integerAt(limit, 0)),
};

/**
 * The level with the lowest limit: it binds, and only there is seen what it costs. A limit that stands on a parent
 * alone does not show in the files of the own cgroup. Without any limit, and among equals, the lowest level.
 */
export function bindingLevel(
  hierarchy: Hierarchy | undefined,
  resource: keyof typeof limitFiles,
): Level | undefined {
  if (!hierarchy) return undefined;
  let binding: Level | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (const directory of hierarchy.directories) {
    const level = { version: hierarchy.version, directory };
    const limit = limitFiles[resource](level, (name) => () => textOf(join(directory, name)))();
    if (binding && (limit ?? Number.POSITIVE_INFINITY) >= lowest) continue;
    binding = level;
    lowest = limit ?? lowest;
  }
  return binding;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

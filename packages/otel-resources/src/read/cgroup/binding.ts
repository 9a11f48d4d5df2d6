import { integerAt } from '../text.ts';
import { parseCfsQuota, parseCpuMax } from './cpu.ts';
import { parseMemoryLimit } from './memory.ts';
import type { Hierarchy } from './resolve.ts';

/** One cgroup of a hierarchy. */
export interface Level {
  readonly version: 1 | 2;
  readonly directory: string;
}

export type Text = () => string | undefined;
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

/** The level with the lowest limit: it binds, and only there is seen what it costs. */
export interface Binding {
  readonly level: Level;
  /** Whether another level binds by now. */
  moved(): boolean;
}

/**
 * A limit that stands on a parent alone does not show in the files of the own cgroup. Without any limit, and among equals,
 * the lowest level binds.
 */
export function findBinding(
  { version, directories }: Hierarchy,
  resource: keyof typeof limitFiles,
  file: (level: Level, name: string) => Text,
): Binding | undefined {
  const limits = directories.map((directory) => {
    const level = { version, directory };
    return { level, limit: limitFiles[resource](level, (name) => file(level, name)) };
  });
  const find = (): Level | undefined => {
    let binding: Level | undefined;
    let lowest = Number.POSITIVE_INFINITY;
    for (const { level, limit } of limits) {
      const now = limit() ?? Number.POSITIVE_INFINITY;
      if (binding && now >= lowest) continue;
      binding = level;
      lowest = now;
    }
    return binding;
  };
  const level = find();
  return level && { level, moved: () => find() !== level };
}

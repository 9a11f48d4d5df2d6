import { join } from 'node:path';
import { openFiles } from '../file.ts';
import type { Roots } from '../roots.ts';
import { parseMembership } from './membership.ts';
import { parseMounts } from './mounts.ts';
import { type Hierarchies, resolveHierarchies } from './resolve.ts';
import {
  CGROUP_PARTS,
  type CgroupPart,
  type CgroupSample,
  type CgroupWatch,
  watchCgroup,
} from './watch.ts';

export type { CgroupMemory, CgroupPart, CgroupSample } from './watch.ts';
export { CGROUP_PARTS } from './watch.ts';

/** The limits of the cgroup of this process, and what they leave. */
export interface Cgroup extends Disposable {
  /** Files that are there and may not be read: `memory.stat: EACCES`. */
  readonly unreadable: readonly string[];
  /** `now` is monotonic seconds. `undefined` where there is no cgroup but the root of the machine. */
  read(now: number): CgroupSample | undefined;
}

/** After so many seconds the cgroup is looked for again: a process can be moved, a parent be given a limit. */
const RESOLVE_SECONDS = 60;

/** Opens the parts that are `wanted`, all by default. */
export function openCgroup(roots: Roots, wanted: readonly CgroupPart[] = CGROUP_PARTS): Cgroup {
  let files = openFiles();
  let watch: CgroupWatch | undefined;
  let resolvedAt = Number.NEGATIVE_INFINITY;

  const resolve = (now: number): void => {
    files[Symbol.dispose]();
    files = openFiles();
    resolvedAt = now;
    const hierarchies = find(roots);
    watch =
      Object.keys(hierarchies).length > 0 ? watchCgroup(files, hierarchies, wanted) : undefined;
  };

  return {
    get unreadable() {
      return watch?.unreadable ?? [];
    },
    read(now) {
      if (now - resolvedAt >= RESOLVE_SECONDS) resolve(now);
      const sample = watch?.read(now);
      if (!watch?.lost) return sample;
      resolve(now);
      return watch?.read(now);
    },
    [Symbol.dispose]: () => files[Symbol.dispose](),
  };
}

function find(roots: Roots): Hierarchies {
  const files = openFiles();
  const self = files.keep(join(roots.proc, 'self/cgroup')).read();
  const info = files.keep(join(roots.proc, 'self/mountinfo')).read();
  files[Symbol.dispose]();
  const membership = self === undefined ? undefined : parseMembership(self);
  const mounts = info === undefined ? undefined : parseMounts(info);
  return membership && mounts ? resolveHierarchies(roots, membership, mounts) : {};
}

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

/** After so many seconds it is asked whether the process was moved, or another level given the lowest limit. */
const ASK_SECONDS = 60;
/**
 * After so many the cgroup is looked for anew, for other controllers may have come. That takes as long as ten samples, so it
 * is found in one sample and opened in the next.
 */
const RESOLVE_SECONDS = 600;

/** Opens the parts that are `wanted`, all by default. */
export function openCgroup(roots: Roots, wanted: readonly CgroupPart[] = CGROUP_PARTS): Cgroup {
  const membership = openFiles();
  const membershipFile = membership.keep(join(roots.proc, 'self/cgroup'));
  let files = openFiles();
  let watch: CgroupWatch | undefined;
  let text: string | undefined;
  let found: Hierarchies | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let resolvedAt = Number.NEGATIVE_INFINITY;

  const find = (now: number): Hierarchies => {
    askedAt = now;
    resolvedAt = now;
    text = membershipFile.read();
    return hierarchiesOf(roots, text);
  };
  const open = (hierarchies: Hierarchies): void => {
    files[Symbol.dispose]();
    files = openFiles();
    found = undefined;
    watch =
      Object.keys(hierarchies).length > 0 ? watchCgroup(files, hierarchies, wanted) : undefined;
  };
  const hasMoved = (now: number): boolean => {
    if (now - askedAt < ASK_SECONDS) return false;
    askedAt = now;
    return !watch || watch.moved() || membershipFile.read() !== text;
  };

  return {
    get unreadable() {
      return watch?.unreadable ?? [];
    },
    read(now) {
      if (found) open(found);
      else if (watch && now - resolvedAt >= RESOLVE_SECONDS) found = find(now);
      else if (hasMoved(now)) open(find(now));
      const sample = watch?.read(now);
      if (!watch?.lost) return sample;
      open(find(now));
      return watch?.read(now);
    },
    [Symbol.dispose]() {
      membership[Symbol.dispose]();
      files[Symbol.dispose]();
    },
  };
}

function hierarchiesOf(roots: Roots, self: string | undefined): Hierarchies {
  const files = openFiles();
  const info = files.keep(join(roots.proc, 'self/mountinfo')).read();
  files[Symbol.dispose]();
  const membership = self === undefined ? undefined : parseMembership(self);
  const mounts = info === undefined ? undefined : parseMounts(info);
  return membership && mounts ? resolveHierarchies(roots, membership, mounts) : {};
}

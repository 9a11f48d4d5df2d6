import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Roots } from '../roots.ts';
import type { Controller, Membership } from './membership.ts';
import type { CgroupMount } from './mounts.ts';

/** The cgroup of this process and its visible ancestors, own first; the root of the machine is not among them. */
export interface Hierarchy {
  readonly version: 1 | 2;
  readonly directories: readonly string[];
}

export type Hierarchies = Readonly<Partial<Record<Controller | 'unified', Hierarchy>>>;

/** Deeper trees than this are not climbed. */
const MOST_LEVELS = 32;

/** Finds the directories of every controller, wherever namespaces and bind mounts put them. */
export function resolveHierarchies(
  roots: Roots,
  membership: Membership,
  mounts: readonly CgroupMount[],
): Hierarchies {
  const place = (mount: CgroupMount): CgroupMount =>
    mount.point === '/sys' || mount.point.startsWith('/sys/')
      ? { ...mount, point: join(roots.sys, mount.point.slice('/sys'.length)) }
      : mount;
  const find = (fits: (mount: CgroupMount) => boolean, path: string | undefined) =>
    path === undefined ? undefined : nearest(mounts.filter(fits).map(place), path);

  const unified = find((mount) => mount.version === 2, membership.unified);
  const of = (controller: Controller): Hierarchy | undefined =>
    find((mount) => mount.controllers.includes(controller), membership.legacy[controller]) ??
    // Only a machine without any v1 hierarchy has its controllers in the unified one.
    (Object.keys(membership.legacy).length === 0 ? unified : undefined);

  const found = {
    unified,
    cpu: of('cpu'),
    cpuacct: of('cpuacct'),
    memory: of('memory'),
    pids: of('pids'),
    blkio: of('blkio'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, each]) => each !== undefined));
}

function nearest(mounts: readonly CgroupMount[], path: string): Hierarchy | undefined {
  const [mount] = mounts
    .map((each) => ({ ...each, below: below(each.root, path) }))
    .sort((a, b) => Number(b.below !== undefined) - Number(a.below !== undefined));
  if (!mount) return undefined;
  const own = join(mount.point, mount.below ?? '');
  const leaf = existsSync(own) ? own : mount.point;
  const directories = ancestors(leaf, mount.point).filter(
    (each) => !isMachine(each, mount.version),
  );
  return directories.length > 0 ? { version: mount.version, directories } : undefined;
}

/**
 * The way from the cgroup at the mount point to that of the process: that of the host for a container with a bind
 * mount has the container's path on both sides. `undefined` where one lies outside the other.
 */
function below(root: string, path: string): string | undefined {
  if (root.includes('/..') || path.includes('/..')) return undefined;
  if (root === '/') return path === '/' ? '' : path;
  return `${path}/`.startsWith(`${root}/`) ? path.slice(root.length) : undefined;
}

function ancestors(leaf: string, top: string): string[] {
  const found = [leaf];
  while (found.length < MOST_LEVELS) {
    const last = found.at(-1) ?? top;
    if (last === top || !last.startsWith(top)) break;
    found.push(join(last, '..'));
  }
  return found;
}

/** The root cgroup of a machine is the machine, which other metrics tell. Its files give it away. */
function isMachine(directory: string, version: 1 | 2): boolean {
  return version === 2
    ? !existsSync(join(directory, 'cgroup.events'))
    : existsSync(join(directory, 'release_agent'));
}

export const CONTROLLERS = ['cpu', 'cpuacct', 'memory', 'pids', 'blkio'] as const;
export type Controller = (typeof CONTROLLERS)[number];

/** The paths of the cgroups that this process is in, as /proc/self/cgroup tells them. */
export interface Membership {
  /** Of cgroup v2, or of the unified part of a hybrid. */
  readonly unified?: string;
  /** Of the cgroup v1 hierarchy that has the controller. */
  readonly legacy: Readonly<Partial<Record<Controller, string>>>;
}

/** /proc/self/cgroup: `hierarchy:controllers:path` (https://man7.org/linux/man-pages/man7/cgroups.7.html) */
export function parseMembership(text: string): Membership | undefined {
  let unified: string | undefined;
  const legacy: Partial<Record<Controller, string>> = {};
  for (const [, hierarchy, list, path] of text.matchAll(/^(\d+):([^:\n]*):(\/[^\n]*)\n/gm)) {
    if (hierarchy === '0' && list === '') unified ??= path;
    for (const controller of CONTROLLERS)
      if (list?.split(',').includes(controller) && path) legacy[controller] ??= path;
  }
  if (unified === undefined && Object.keys(legacy).length === 0) return undefined;
  return unified === undefined ? { legacy } : { unified, legacy };
}

import { CONTROLLERS, type Controller } from './membership.ts';

/** A place where a cgroup hierarchy is mounted. */
export interface CgroupMount {
  readonly version: 1 | 2;
  /** The controllers of a cgroup v1 hierarchy. */
  readonly controllers: readonly Controller[];
  /** Which cgroup of the hierarchy stands at the mount point. */
  readonly root: string;
  readonly point: string;
}

/** /proc/self/mountinfo: `id parent device root point options - type source superoptions` (proc(5)) */
export function parseMounts(text: string): readonly CgroupMount[] | undefined {
  if (!/^\d+ \d+ /.test(text)) return undefined;
  /** By mount point, where the last hides those before. */
  const mounts = new Map<string, CgroupMount>();
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    const [place, kind] = line.split(' - ');
    const [, , , root, point] = (place ?? '').split(' ');
    const [type, , options = ''] = (kind ?? '').split(' ');
    if (!root || !point || (type !== 'cgroup' && type !== 'cgroup2')) continue;
    const controllers = CONTROLLERS.filter((each) => options.split(',').includes(each));
    mounts.set(point, {
      version: type === 'cgroup2' ? 2 : 1,
      controllers: type === 'cgroup2' ? [] : controllers,
      root: unescapeOctal(root),
      point: unescapeOctal(point),
    });
  }
  return [...mounts.values()];
}

/** Blanks in paths are written as `\040`. */
function unescapeOctal(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

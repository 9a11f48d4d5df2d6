import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { soon } from '@plimsoll/kernel/test/soon';

/** `pressure` stands in the hierarchy of cgroup v2, also where the controllers have hierarchies of v1. */
type Controller = 'cpu' | 'cpuacct' | 'memory' | 'pids' | 'pressure';
export type Level = 'parent' | 'leaf';

interface Limits {
  readonly cores?: number;
  readonly bytes?: number;
  /** Above so many bytes cgroup v2 slows processes down. */
  readonly highBytes?: number;
  readonly tasks?: number;
}

/** A cgroup of the kernel and one below it. */
export interface Cgroups extends AsyncDisposable {
  /** Begins a command that runs in the leaf. */
  readonly inside: readonly string[];
  limit(level: Level, limits: Limits): void;
  /** What the kernel itself tells. */
  read(level: Level, controller: Controller, file: string): string;
}

const CONTROLLERS = ['cpu', 'cpuacct', 'memory', 'pids', 'pressure'] as const;
const ENTER =
  'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 1; shift; done; shift; exec "$@"';

let made = 0;

/** Throws where the kernel or the user's rights do not allow it. */
export function makeCgroups(): Cgroups {
  const name = `plimsoll-${process.pid}-${made}`;
  made++;
  const above = Object.fromEntries(CONTROLLERS.map((each) => [each, placeOf(each)]));
  const directory = (level: Level, controller: Controller): string =>
    join(above[controller] ?? '', name, level === 'leaf' ? 'leaf' : '');
  const all = (level: Level): string[] => [
    ...new Set(CONTROLLERS.map((each) => directory(level, each))),
  ];
  const begun: string[] = [];
  const end = async (): Promise<void> => {
    for (const each of begun.reverse()) {
      for (const pid of processesOf(each)) process.kill(pid, 'SIGKILL');
      await soon(() => rmdirSync(each));
    }
  };
  try {
    if (controllerVersion() === 2) delegate(placeOf('cpu'));
    for (const level of ['parent', 'leaf'] as const)
      for (const each of all(level)) {
        mkdirSync(each);
        begun.push(each);
        if (controllerVersion() === 2 && level === 'parent') delegate(each);
      }
  } catch (error) {
    void end();
    throw error;
  }
  const write = (level: Level, controller: Controller, file: string, value: number | string) =>
    writeFileSync(join(directory(level, controller), file), String(value));
  return {
    inside: ['sh', '-c', ENTER, 'sh', ...all('leaf'), '--'],
    limit(level, { cores, bytes, highBytes, tasks }) {
      const v2 = controllerVersion() === 2;
      if (cores !== undefined && v2) write(level, 'cpu', 'cpu.max', `${cores * 1e5} 100000`);
      if (cores !== undefined && !v2) write(level, 'cpu', 'cpu.cfs_quota_us', cores * 1e5);
      if (bytes !== undefined && v2) write(level, 'memory', 'memory.swap.max', 0);
      if (bytes !== undefined)
        write(level, 'memory', v2 ? 'memory.max' : 'memory.limit_in_bytes', bytes);
      if (highBytes !== undefined) write(level, 'memory', 'memory.high', highBytes);
      if (tasks !== undefined) write(level, 'pids', 'pids.max', tasks);
    },
    read: (level, controller, file) =>
      readFileSync(join(directory(level, controller), file), 'utf8'),
    [Symbol.asyncDispose]: end,
  };
}

/** The version of cgroups that has the controllers of this machine. */
export function controllerVersion(): 1 | 2 {
  return mountOf((type, options) => type === 'cgroup' && options.includes('memory')) ? 1 : 2;
}

/**
 * Below which directory a cgroup can be made: of v1 the own cgroup, whose limits go on to hold; of v2 the root, for a
 * cgroup with processes in it can give no controllers to its children.
 */
function placeOf(controller: Controller): string {
  const unified = controller === 'pressure' || controllerVersion() === 2;
  const found = mountOf((type, options) =>
    unified ? type === 'cgroup2' : type === 'cgroup' && options.includes(controller),
  );
  if (!found) throw new Error(`no cgroups with ${controller}`);
  if (unified) return found.point;
  const path = readFileSync('/proc/self/cgroup', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([, controllers]) => controllers?.split(',').includes(controller))?.[2];
  return join(found.point, path?.slice(found.root === '/' ? 0 : found.root.length) ?? '');
}

function mountOf(
  fits: (type: string, options: readonly string[]) => boolean,
): { root: string; point: string } | undefined {
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [place = '', kind = ''] = line.split(' - ');
    const [, , , root = '', point = ''] = place.split(' ');
    const [type = '', , options = ''] = kind.split(' ');
    if (fits(type, options.split(','))) return { root, point };
  }
  return undefined;
}

function delegate(directory: string): void {
  writeFileSync(join(directory, 'cgroup.subtree_control'), '+cpu +memory +pids');
}

function processesOf(directory: string): number[] {
  const pids = readFileSync(join(directory, 'cgroup.procs'), 'utf8').match(/\d+/g) ?? [];
  return pids.map(Number);
}

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type KeptFile, openFiles } from '../file.ts';
import type { Roots } from '../roots.ts';
import { field } from '../text.ts';
import { roleOf, type ThreadRole } from './role.ts';
import { parseSchedstat, parseTaskStat, type ThreadTimes } from './times.ts';

export type { ThreadRole } from './role.ts';
export { THREAD_ROLES, threadName } from './role.ts';
export type { ThreadTimes } from './times.ts';

/** What the threads of this process have used, by role; no sum ever falls. */
export interface Threads extends Disposable {
  /**
   * Roles that had a thread; `undefined` where the kernel tells nothing of threads. `processCpu` is the CPU seconds of all
   * threads that there ever were, asked last: what none that was read has used is `other`.
   */
  read(processCpu: () => number): ReadonlyMap<ThreadRole, ThreadTimes> | undefined;
}

/** So many threads are read, oldest first; each holds a descriptor. */
const MOST_READ = 64;
/** A thread names itself a moment after it began: its name is taken twice, the second time for good. */
const NAME_LOOKS = 2;
/** Threads are read one after the other, and the process after them: less than this is what passed meanwhile. */
const UNACCOUNTED_SECONDS = 0.05;
/** A directory has two links beside those of its children; one without is of a file system that counts none. */
const OWN_LINKS = 2;

interface Watched {
  readonly file: KeptFile;
  role: ThreadRole;
  looks: number;
  cpu: number;
  wait: number;
}

/** `workers` holds the names of worker threads as the kernel has them. */
export function openThreads(roots: Roots, workers: ReadonlySet<string>): Threads {
  const directory = join(roots.proc, 'self/task');
  const main = String(field(textOf(join(roots.proc, 'self/status')), 'Pid'));
  const counted = parseSchedstat(textOf(join(directory, main, 'schedstat'))) !== undefined;
  const [name, parse] = counted ? ['schedstat', parseSchedstat] : ['stat', parseTaskStat];
  const files = openFiles();
  const threads = new Map<string, Watched>();
  const sums = new Map<ThreadRole, { cpu: number; wait?: number }>();
  let most = 0;
  let links: number | undefined;

  const list = (): void => {
    const present = new Set(readdirSync(directory).slice(0, MOST_READ));
    for (const [id, { file }] of threads) {
      if (present.has(id)) continue;
      threads.delete(id);
      files.release(file);
    }
    for (const id of present) {
      if (threads.has(id)) continue;
      const file = files.keep(join(directory, id, name));
      threads.set(id, { file, role: 'other', looks: 0, cpu: 0, wait: 0 });
    }
  };

  /** The list is taken where their number changed, or one that was there is gone. */
  const refresh = (): void => {
    const now = statSync(directory).nlink;
    if (now !== links || now <= OWN_LINKS) list();
    links = now;
  };

  const add = (watched: Watched, { cpu, wait }: ThreadTimes): void => {
    const sum = sums.get(watched.role) ?? { cpu: 0 };
    sums.set(watched.role, sum);
    // A thread that has used less than before is another one under the same number.
    const begun = cpu < watched.cpu;
    sum.cpu += cpu - (begun ? 0 : watched.cpu);
    watched.cpu = cpu;
    if (wait === undefined) return;
    sum.wait = (sum.wait ?? 0) + Math.max(0, wait - (begun ? 0 : watched.wait));
    watched.wait = wait;
  };

  const look = (id: string, watched: Watched): void => {
    const text = watched.file.read();
    if (text === undefined) {
      links = undefined;
      return;
    }
    const times = parse(text);
    if (!times) return;
    if (times.cpu < watched.cpu) watched.looks = 0;
    if (id === main) watched.role = 'main';
    else if (watched.looks++ < NAME_LOOKS)
      watched.role = roleOf(textOf(join(directory, id, 'comm')).slice(0, -1), workers);
    add(watched, times);
  };

  return {
    read(processCpu) {
      try {
        refresh();
      } catch {
        return undefined;
      }
      for (const [id, watched] of threads) look(id, watched);
      const found = new Map<ThreadRole, ThreadTimes>();
      let unread = processCpu();
      for (const [role, sum] of sums) {
        found.set(role, { ...sum });
        unread -= sum.cpu;
      }
      const other = sums.get('other');
      if (!other && unread <= UNACCOUNTED_SECONDS) return found;
      // A thread that comes to be read takes what it has used along into its role.
      most = Math.max(most, (other?.cpu ?? 0) + Math.max(0, unread));
      found.set('other', { ...other, cpu: most });
      return found;
    },
    [Symbol.dispose]: () => files[Symbol.dispose](),
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

import process from 'node:process';
import type { Worker } from 'node:worker_threads';
import { type Cleanup, instruments, type LateMeter } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { Roots } from '../read/roots.ts';
import {
  openThreads,
  THREAD_ROLES,
  type ThreadRole,
  type ThreadTimes,
  threadName,
} from '../read/threads/index.ts';
import type { ThreadReadings } from '../readings.ts';
import { series } from './series.ts';

const ROLES = THREAD_ROLES.map((role) => ({ 'plimsoll.process.thread.role': role }));
const MAIN = [true, false].map((main) => ({ 'plimsoll.process.thread.main': main }));
/** So many names of workers are known. */
const MOST_NAMES = 64;

type ByRole = ReadonlyMap<ThreadRole, ThreadTimes>;

/** CPU of the threads of this process by role, and how long they waited for a CPU. */
export function watchThreads(
  cleanup: Cleanup,
  meter: LateMeter,
  roots: Roots,
): (now: number) => ThreadReadings | undefined {
  const made = instruments(meter, {
    cpu: METRICS.processThreadCpuTime,
    wait: METRICS.processRunQueueTime,
  });
  const cpu = series(cleanup, made.cpu, ROLES);
  const wait = series(cleanup, made.wait, MAIN);
  const threads = cleanup.use(openThreads(roots, workerNames(cleanup)));
  let last: { readonly now: number; readonly used: ByRole } | undefined;

  return (now) => {
    const used = threads.read(processCpu);
    if (!used) return undefined;
    for (const [index, role] of THREAD_ROLES.entries()) cpu.set(index, used.get(role)?.cpu);
    const main = used.get('main')?.wait;
    wait.set(0, main);
    if (main !== undefined) {
      const all = [...used.values()].reduce((sum, each) => sum + (each.wait ?? 0), 0);
      wait.set(1, all - main);
    }
    const readings = last && now > last.now ? rates(last.used, used, now - last.now) : undefined;
    last = { now, used };
    return readings;
  };
}

function rates(before: ByRole, used: ByRole, elapsed: number): ThreadReadings {
  return Object.fromEntries(
    [...used].map(([role, { cpu, wait }]) => {
      const was = before.get(role);
      const waitCores = wait === undefined ? undefined : (wait - (was?.wait ?? 0)) / elapsed;
      const cpuCores = (cpu - (was?.cpu ?? 0)) / elapsed;
      return [role, { cpuCores, ...(waitCores !== undefined && { waitCores }) }];
    }),
  );
}

function processCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The names of the workers that this thread starts, for the kernel tells nothing else of them. */
function workerNames(cleanup: Cleanup): ReadonlySet<string> {
  const names = new Set<string>();
  const started = ({ threadName: name }: Worker): void => {
    if (name && names.size < MOST_NAMES) names.add(threadName(name));
  };
  process.on('worker', started);
  cleanup.defer(() => process.removeListener('worker', started));
  return names;
}

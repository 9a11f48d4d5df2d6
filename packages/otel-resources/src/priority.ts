import { readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import {
  choiceOption,
  createEmitter,
  createFaults,
  numberOption,
  readOptions,
} from '@plimsoll/kernel';
import { EVENTS } from './events.ts';
import { SCOPE } from './version.ts';

export type PressureLevel = 'nominal' | 'elevated' | 'critical';

/** What tells the pressure, by what is asked of it. */
export interface PressureLike {
  /** The highest of all resources, and the one that has it. */
  readonly overall: { readonly level: PressureLevel; readonly resource?: string };
  /** Calls `listener` each time the level of a resource changes. */
  on(listener: () => void): Disposable;
}

export interface PriorityOptions {
  /** The niceness under pressure, 1 to 19; 10 by default. A process that is nicer already stays so. See setpriority(2). */
  readonly niceness?: number;
  /** From which level on; `critical` by default. */
  readonly level?: Exclude<PressureLevel, 'nominal'>;
}

/** What asks and sets the niceness of a thread, by its id. */
export interface Scheduler {
  readonly threads: () => readonly number[];
  readonly get: (thread: number) => number;
  readonly set: (thread: number, niceness: number) => void;
}

const RULES = {
  niceness: numberOption(10, { min: 1, max: 19, integer: true }),
  level: choiceOption('critical', ['elevated', 'critical']),
};

const HEIGHT: Readonly<Record<PressureLevel, number>> = { nominal: 0, elevated: 1, critical: 2 };

/**
 * Lets the other processes of the machine go first while `pressure` is at `level` or above: raises the niceness of each thread
 * of the process, and tells so with the event `plimsoll.process.priority_changed`. When the pressure ends, and at the disposal,
 * it gives each the niceness that it had; without the right to (on Linux an unprivileged process may not lower its niceness,
 * RLIMIT_NICE in setrlimit(2)) it warns once and the process stays nice. In Kubernetes use a PriorityClass to choose between
 * pods. Throws a `TypeError` or a `RangeError` for bad options.
 */
export function lowerPriorityUnder(
  pressure: PressureLike,
  options?: PriorityOptions,
  scheduler: Scheduler = OPERATING_SYSTEM,
): Disposable {
  const { niceness, level } = readOptions(RULES, options, 'lowerPriorityUnder');
  if (typeof pressure?.on !== 'function' || typeof pressure.overall !== 'object')
    throw new TypeError('Expected `pressure` to be an object with `overall` and `on()`');
  const faults = createFaults(SCOPE.name);
  const emitter = createEmitter(SCOPE.name, SCOPE.version, faults);
  const before = new Map<number, number>();

  const set = (thread: number, to: number): void => {
    try {
      scheduler.set(thread, to);
    } catch (error) {
      // A thread that has ended needs no priority.
      if (!isMissing(error)) throw error;
    }
  };
  const lower = (): void => {
    for (const thread of scheduler.threads()) {
      const had = scheduler.get(thread);
      if (had >= niceness || before.has(thread)) continue;
      set(thread, niceness);
      before.set(thread, had);
    }
  };
  const restore = (): void => {
    const [main = 0, ...others] = scheduler.threads();
    // A thread that came since was made as nice as the one that made it.
    const usual = before.get(main);
    const held = new Map(usual === undefined ? [] : others.map((thread) => [thread, usual]));
    for (const [thread, had] of before) held.set(thread, had);
    before.clear();
    for (const [thread, had] of held) set(thread, had);
  };
  const tell = (change: () => void, resource?: string): void => {
    const [main = 0] = scheduler.threads();
    const previous = faults.guard('no priority to be had', () => scheduler.get(main));
    faults.guard('the priority cannot be changed', change);
    const now = faults.guard('no priority to be had', () => scheduler.get(main));
    if (now === undefined || now === previous) return;
    emitter.emit(EVENTS.priorityChanged, {
      'plimsoll.process.niceness.current': now,
      'plimsoll.process.niceness.previous': previous,
      'plimsoll.resource.type': resource,
    });
  };
  const follow = (): void => {
    const { level: current, resource } = pressure.overall;
    const high = HEIGHT[current] >= HEIGHT[level];
    if (high && before.size === 0) tell(lower, resource);
    else if (!high && before.size > 0) tell(restore, resource);
  };

  const subscription = pressure.on(() => faults.guard('the pressure cannot be followed', follow));
  follow();
  return {
    [Symbol.dispose]() {
      subscription[Symbol.dispose]();
      if (before.size > 0) tell(restore);
    },
  };
}

/** On Linux a niceness is of a thread, and that of the process only of its main one; elsewhere 0 is the whole process. */
const OPERATING_SYSTEM: Scheduler = {
  threads: () => (process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [0]),
  get: getPriority,
  set: setPriority,
};

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error && 'info' in error && (error.info as { code?: string }).code === 'ESRCH'
  );
}

import type { Files } from '../file.ts';
import { PRESSURE_RESOURCES, type Pressure, parsePressure } from '../pressure.ts';
import { integerAt } from '../text.ts';
import { type Level, limitFiles, type Text } from './binding.ts';
import { type CgroupCpu, parseCpuacctStat, parseCpuStat1, parseCpuStat2 } from './cpu.ts';
import { type DeviceIo, parseBlkio, parseIoStat } from './io.ts';
import { type MemoryEvent, parseMemoryEvents, parseMemoryStat } from './memory.ts';
import type { Hierarchies, Hierarchy } from './resolve.ts';
import { WatchedFiles } from './watched-files.ts';

/** What the limits of a cgroup leave, each at the level whose limit is the lowest. */
export interface CgroupSample {
  readonly cpu?: CgroupCpu & {
    readonly level: string;
    /** The quota in CPUs. */
    readonly limitCores?: number;
  };
  readonly memory?: CgroupMemory;
  readonly tasks?: { readonly count?: number; readonly limit?: number };
  /** Of the own cgroup. */
  readonly io?: { readonly level: string; readonly devices: readonly DeviceIo[] };
  /** Of the own cgroup. */
  readonly pressure?: Pressure;
}

/** Memory of a cgroup in bytes. */
export interface CgroupMemory {
  readonly level: string;
  readonly limitBytes?: number;
  readonly usageBytes?: number;
  /** Usage without the files that are given back first. */
  readonly workingSetBytes?: number;
  readonly anonymousBytes?: number;
  readonly minorFaults?: number;
  readonly majorFaults?: number;
  readonly events?: Readonly<Partial<Record<MemoryEvent, number>>>;
}

/** Reads the files of one resolution again and again; `lost` turns true when one that was there is gone. */
export interface CgroupWatch {
  readonly lost: boolean;
  /** Whether a lowest limit stands on another level than at the beginning. */
  moved(): boolean;
  /** Files that are there and may not be read: `memory.stat: EACCES`. */
  readonly unreadable: readonly string[];
  /** `now` is monotonic seconds. */
  read(now: number): CgroupSample;
}

/** What the memory consists of is read seldom, but where its usage has moved by so great a part. */
const MOVED_SHARE = 0.01;

const PARTS: Readonly<
  Record<keyof CgroupSample, (watch: WatchedFiles, hierarchies: Hierarchies) => Part>
> = {
  cpu: cpuPart,
  memory: (watch, { memory }) => memoryPart(watch, memory),
  tasks: (watch, { pids }) => tasksPart(watch, pids),
  io: (watch, { blkio }) => ioPart(watch, blkio),
  pressure: (watch, { unified }) => pressurePart(watch, unified),
};

export type CgroupPart = keyof typeof PARTS;
export const CGROUP_PARTS: readonly CgroupPart[] = Object.keys(PARTS) as CgroupPart[];

/** Watches the parts that are `wanted`; the files of the others are left alone. */
export function watchCgroup(
  files: Files,
  hierarchies: Hierarchies,
  wanted: readonly CgroupPart[],
): CgroupWatch {
  const watch = new WatchedFiles(files);
  const parts = wanted.map((part) => PARTS[part](watch, hierarchies));
  return {
    get lost() {
      return watch.lost;
    },
    moved: () => watch.moved,
    unreadable: watch.unreadable,
    read(now) {
      watch.now = now;
      return Object.assign({}, ...parts.map((part) => part()));
    },
  };
}

type Part = () => Partial<CgroupSample>;
function cpuPart(watch: WatchedFiles, { cpu, cpuacct }: Hierarchies): Part {
  const level = watch.bindingLevel(cpu, 'cpu');
  const own = level ?? (cpuacct && watch.bindingLevel(cpuacct, 'cpu'));
  if (!own) return () => ({});
  const limit = level && watch.seldom(limitFiles.cpu(level, (name) => watch.file(level, name)));
  const stat = watch.file(level, 'cpu.stat');
  const account = watch.file(sameLevel(cpu, cpuacct, level), 'cpuacct.stat');
  return () => {
    const limitCores = limit?.();
    return {
      cpu: {
        level: own.directory,
        ...(limitCores !== undefined && { limitCores }),
        ...parsed(stat, level?.version === 2 ? parseCpuStat2 : parseCpuStat1),
        ...parsed(account, parseCpuacctStat),
      },
    };
  };
}

/** In v1 the time used stands in a hierarchy of its own, mostly of the same shape as that of the quota. */
function sameLevel(
  cpu: Hierarchy | undefined,
  cpuacct: Hierarchy | undefined,
  level: Level | undefined,
): Level | undefined {
  if (cpuacct?.version !== 1) return undefined;
  const alike = cpu?.directories.length === cpuacct.directories.length;
  const index = alike && level ? cpu.directories.indexOf(level.directory) : 0;
  const directory = cpuacct.directories[Math.max(0, index)];
  return directory === undefined ? undefined : { version: 1, directory };
}

function memoryPart(watch: WatchedFiles, hierarchy: Hierarchy | undefined): Part {
  const level = watch.bindingLevel(hierarchy, 'memory');
  if (!level) return () => ({});
  const v2 = level.version === 2;
  const limit = watch.seldom(limitFiles.memory(level, (name) => watch.file(level, name)));
  const usage = watch.file(level, v2 ? 'memory.current' : 'memory.usage_in_bytes');
  const stat = watch.file(level, 'memory.stat');
  const events = watch.seldom(
    v2
      ? eventsOf(watch.file(level, 'memory.events'))
      : ownEvents(watch, level, hierarchy?.directories ?? []),
  );
  let usageBytes: number | undefined;
  let usageThen = 0;
  const consistsOf = watch.seldom(() => {
    usageThen = usageBytes ?? 0;
    return parsed(stat, (text) => parseMemoryStat(text, level.version));
  });
  return () => {
    usageBytes = parsed(usage, (text) => integerAt(text, 0));
    const details = consistsOf(Math.abs((usageBytes ?? 0) - usageThen) > usageThen * MOVED_SHARE);
    const limitBytes = least(limit(), details?.hierarchicalLimitBytes);
    const { faults, majorFaults, anonymousBytes } = details ?? {};
    return {
      memory: known({
        level: level.directory,
        limitBytes,
        usageBytes,
        workingSetBytes:
          usageBytes !== undefined && details
            ? Math.max(0, usageBytes - details.inactiveFileBytes)
            : undefined,
        anonymousBytes,
        majorFaults,
        minorFaults:
          faults !== undefined && majorFaults !== undefined
            ? Math.max(0, faults - majorFaults)
            : undefined,
        events: events(),
      }),
    };
  };
}

type Events = CgroupMemory['events'];

function eventsOf(text: Text): () => Events {
  return () => parsed(text, parseMemoryEvents);
}

/**
 * Of cgroup v1 a kill is counted only where the killed process was, a failed charge only where the limit stands
 * (memcg_memory_event() in mm/memcontrol.c). So the kills from the own cgroup up to the limit are added up.
 */
function ownEvents(
  watch: WatchedFiles,
  level: Level,
  directories: readonly string[],
): () => Events {
  const failures = watch.file(level, 'memory.failcnt');
  const kills = directories
    .slice(0, directories.indexOf(level.directory) + 1)
    .map((directory) => eventsOf(watch.file({ version: 1, directory }, 'memory.oom_control')));
  return () => {
    const max = parsed(failures, (text) => integerAt(text, 0));
    const counts = kills.map((each) => each()?.oom_kill);
    const killed = counts.reduce(
      (sum, count) => (count === undefined ? sum : (sum ?? 0) + count),
      undefined,
    );
    return max === undefined && killed === undefined ? undefined : known({ max, oom_kill: killed });
  };
}

function tasksPart(watch: WatchedFiles, hierarchy: Hierarchy | undefined): Part {
  const level = watch.bindingLevel(hierarchy, 'tasks');
  if (!level) return () => ({});
  const limit = limitFiles.tasks(level, (name) => watch.file(level, name));
  const current = watch.file(level, 'pids.current');
  const tasks = watch.seldom(() =>
    known({ count: parsed(current, (text) => integerAt(text, 0)), limit: limit() }),
  );
  return () => ({ tasks: tasks() });
}

/** Of cgroup v1 the throttling layer counts, with or without a limit; older kernels sum up no children. */
function ioPart(watch: WatchedFiles, hierarchy: Hierarchy | undefined): Part {
  const [directory] = hierarchy?.directories ?? [];
  if (!hierarchy || directory === undefined) return () => ({});
  const level: Level = { version: hierarchy.version, directory };
  const v2 = level.version === 2;
  const own = watch.file(level, v2 ? 'io.stat' : 'blkio.throttle.io_service_bytes_recursive');
  const stat =
    v2 || own() !== undefined ? own : watch.file(level, 'blkio.throttle.io_service_bytes');
  const io = watch.seldom(() => {
    const devices = parsed(stat, v2 ? parseIoStat : parseBlkio);
    return devices ? { io: { level: directory, devices } } : {};
  });
  return () => io();
}

function pressurePart(watch: WatchedFiles, unified: Hierarchy | undefined): Part {
  const [directory] = unified?.directories ?? [];
  if (directory === undefined) return () => ({});
  const level: Level = { version: 2, directory };
  const texts = PRESSURE_RESOURCES.map(
    (resource) => [resource, watch.file(level, `${resource}.pressure`)] as const,
  );
  return () => ({
    pressure: known(
      Object.fromEntries(texts.map(([resource, text]) => [resource, parsed(text, parsePressure)])),
    ),
  });
}

function parsed<T>(text: Text, parse: (text: string) => T | undefined): T | undefined {
  const now = text();
  return now === undefined ? undefined : parse(now);
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

/** Without the keys that have no value. */
function known<T extends object>(
  values: T,
): { [K in keyof T]: undefined extends T[K] ? never : T[K] } & {
  [K in keyof T]?: Exclude<T[K], undefined>;
} {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as never;
}

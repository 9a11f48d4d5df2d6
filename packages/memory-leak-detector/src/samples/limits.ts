/** What the limits are read from. */
export interface LimitSources {
  /** `heap_size_limit` of `v8.getHeapStatistics()`; the young generation is part of it. */
  readonly heapSizeLimit: number;
  /** The version of Node, `24.21.0`. */
  readonly nodeVersion: string;
  /** The flags of V8, as `NODE_OPTIONS` and the command line give them: the later wins. */
  readonly flags: readonly string[];
  /** `resourceLimits.maxOldGenerationSizeMb` of a worker. */
  readonly workerOldSpaceMebibytes?: number | undefined;
}

const MEBIBYTE = 2 ** 20;

/** The young generation is three semi-spaces. */
const SEMI_SPACES = 3;

/** The largest young generation by first major version of Node, in MiB; measured on 20.20, 22.23, 24.21 and 26.10. */
const YOUNG_MEBIBYTES: readonly (readonly [major: number, size: number])[] = [
  [26, 96],
  [24, 192],
  [0, 48],
];

/** The bytes that the old generation may reach: the line at which V8 gives up. */
export function oldSpaceLimit(sources: LimitSources): number {
  const old = flagValue(sources.flags, 'max-old-space-size') ?? sources.workerOldSpaceMebibytes;
  // A worker that was started without the flags of its process is told 4 GiB by its resource limits.
  if (old && old * MEBIBYTE <= sources.heapSizeLimit) return old * MEBIBYTE;
  const semi = flagValue(sources.flags, 'max-semi-space-size');
  const major = Number.parseInt(sources.nodeVersion, 10);
  const standard = YOUNG_MEBIBYTES.find(([from]) => major >= from)?.[1] ?? 0;
  const young = (semi ? semi * SEMI_SPACES : standard) * MEBIBYTE;
  return young < sources.heapSizeLimit ? sources.heapSizeLimit - young : sources.heapSizeLimit / 2;
}

/** `NODE_OPTIONS` and the arguments of the command line as one list of flags. */
export function flagsOf(
  nodeOptions: string | undefined,
  execArgv: readonly string[],
): readonly string[] {
  return [...(nodeOptions ?? '').split(/\s+/), ...execArgv];
}

/** V8 takes dashes for underscores, and the value behind `=` or as the next argument. */
function flagValue(flags: readonly string[], name: string): number | undefined {
  let value: number | undefined;
  for (const [index, flag] of flags.entries()) {
    const [key, text = flags[index + 1]] = flag.split('=', 2);
    if (key?.replaceAll('_', '-') === `--${name}` && Number(text) > 0) value = Number(text);
  }
  return value;
}

/** What a process uses, as `process.memoryUsage()` gives it. */
export interface MemoryUsage {
  readonly rss: number;
  readonly heapTotal: number;
  readonly external: number;
}

/** The memory that the process may use: what was given, else the container's limit, else all there is. */
export function memoryLimit(
  given: number | undefined,
  constrained: number | undefined,
  total: number,
): number {
  const bound = given ?? constrained;
  return bound && bound > 0 && bound < total ? bound : total;
}

/** Live heap ends at the old-space limit, or where the process runs into its memory limit, whichever is nearer. */
export function heapLimit(oldSpace: number, memory: number, usage: MemoryUsage): number {
  return Math.min(oldSpace, usage.heapTotal + memory - usage.rss);
}

/**
 * V8 sets no limit to external memory. What the process may use does, and the old-space limit is taken
 * as the nearest statement of how large it is meant to become.
 */
export function externalLimit(oldSpace: number, memory: number, usage: MemoryUsage): number {
  return Math.min(oldSpace, usage.external + memory - usage.rss);
}

/**
 * What the process holds besides the heap and external memory: RSS without pages of files, which are the kernel's to take back. The
 * heaps of worker threads are in it. Not below 0: V8 counts pages that it has not touched.
 */
export function nativeUsage({ rss, heapTotal, external }: MemoryUsage, fileShare: number): number {
  return Math.max(0, rss * (1 - fileShare) - heapTotal - external);
}

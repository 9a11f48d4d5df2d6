/** Where a function begins; `line` and `column` count from 1. */
export interface Frame {
  readonly functionName: string;
  /** A path, a `node:` name or a URL. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A live allocation that was sampled. */
export interface AllocationSample {
  /** What it stands for. */
  readonly bytes: number;
  /** When it was allocated, in any unit that grows. */
  readonly order: number;
  /** Innermost first. */
  readonly stack: readonly Frame[];
}

/** What V8 allocates for a promise has nobody on the stack but who calls the queues of Node.js. */
const QUEUES: ReadonlySet<string> = new Set([
  'node:internal/timers',
  'node:internal/process/task_queues',
]);

/** Who made it: the innermost function that is not of Node.js itself or, without one, not of its queues, if there is one. */
export function siteOf({ stack }: AllocationSample): Frame | undefined {
  return (
    stack.find(({ file }) => !file.startsWith('node:')) ??
    stack.find(({ file }) => !QUEUES.has(file))
  );
}

/** The files of this package, unless it was bundled into others. */
const OWN_FILE = /[\\/]memory-leak-detector[\\/](?:src|dist)[\\/]/;

/** Who looks at memory allocates too. */
export function isOwn(sample: AllocationSample): boolean {
  const maker = siteOf(sample);
  return maker !== undefined && OWN_FILE.test(maker.file);
}

const keys = new WeakMap<Frame, string>();

/** Samples are many and frames are few. */
export function keyOf(frame: Frame): string {
  const known = keys.get(frame);
  if (known !== undefined) return known;
  const { functionName, file, line, column } = frame;
  const key = `${file}:${line}:${column}:${functionName}`;
  keys.set(frame, key);
  return key;
}

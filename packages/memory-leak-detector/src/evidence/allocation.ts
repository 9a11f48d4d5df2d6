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

/** Who made it: the innermost function that is not of Node.js itself, if there is one. */
export function siteOf({ stack }: AllocationSample): Frame | undefined {
  return stack.find(({ file }) => !file.startsWith('node:')) ?? stack[0];
}

export function keyOf({ functionName, file, line, column }: Frame): string {
  return `${file}:${line}:${column}:${functionName}`;
}

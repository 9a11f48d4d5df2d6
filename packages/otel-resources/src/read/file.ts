import { closeSync, openSync, readSync } from 'node:fs';

/** A file of /proc or /sys that is read again and again through one descriptor. */
export interface KeptFile extends Disposable {
  readonly path: string;
  /** Why the last read gave nothing: `ENOENT`, `EACCES`, `ENODEV` ...; `undefined` after one that did. */
  readonly fault: string | undefined;
  /** The whole text, one character per byte; `undefined` where it cannot be had. Never throws. */
  read(): string | undefined;
}

/** Files that share one buffer. */
export interface Files extends Disposable {
  keep(path: string): KeptFile;
  /** Closes one that is of no use any more. */
  release(file: KeptFile): void;
}

/** A file that is not there, that the kernel keeps no account in, or that Node's permission model hides. */
const ABSENT = new Set([
  'ENOENT',
  'ENOTDIR',
  'ENODEV',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ERR_ACCESS_DENIED',
]);

/** Whether the last read of `file` gave nothing because there is nothing, which is no fault. */
export function isAbsent({ fault }: KeptFile): boolean {
  return fault !== undefined && ABSENT.has(fault);
}

const FIRST_SIZE = 16 * 1024;
/** No file of /proc that is read here comes near; what is longer is cut. */
const LAST_SIZE = 4 * 1024 * 1024;
/** The kernel hands out seq_file records a page at a time: a shorter answer is the whole file. */
const HALF_PAGE = 2048;

/** Keeps descriptors open, since opening costs more than reading, and lets all reads share one buffer. */
export function openFiles(): Files {
  const kept = new Set<KeptFile>();
  let buffer = Buffer.allocUnsafe(FIRST_SIZE);

  const readAll = (descriptor: number): string => {
    let length = 0;
    for (;;) {
      const count = readSync(descriptor, buffer, length, buffer.length - length, length);
      length += count;
      if (count < HALF_PAGE || buffer.length >= LAST_SIZE)
        return buffer.toString('latin1', 0, length);
      if (length === buffer.length) {
        buffer = Buffer.allocUnsafe(buffer.length * 2);
        length = 0;
      }
    }
  };

  return {
    keep(path) {
      const file = new Kept(path, readAll);
      kept.add(file);
      return file;
    },
    release(file) {
      kept.delete(file);
      file[Symbol.dispose]();
    },
    [Symbol.dispose]() {
      for (const file of kept) file[Symbol.dispose]();
      kept.clear();
    },
  };
}

class Kept implements KeptFile {
  readonly path: string;
  fault: string | undefined;
  readonly #readAll: (descriptor: number) => string;
  #descriptor: number | undefined;

  constructor(path: string, readAll: (descriptor: number) => string) {
    this.path = path;
    this.#readAll = readAll;
  }

  read(): string | undefined {
    const had = this.#descriptor !== undefined;
    const text = this.#attempt();
    // A kept descriptor of a removed cgroup answers ENODEV although a new file may stand under the same name.
    return text ?? (had ? this.#attempt() : undefined);
  }

  #attempt(): string | undefined {
    try {
      this.#descriptor ??= openSync(this.path, 'r');
      const text = this.#readAll(this.#descriptor);
      this.fault = undefined;
      return text;
    } catch (error) {
      this.fault = (error as NodeJS.ErrnoException).code ?? String(error);
      this[Symbol.dispose]();
      return undefined;
    }
  }

  [Symbol.dispose](): void {
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    if (descriptor === undefined) return;
    try {
      closeSync(descriptor);
    } catch {
      // Whatever closed it before us has done our work.
    }
  }
}

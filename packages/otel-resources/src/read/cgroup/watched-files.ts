import { join } from 'node:path';
import { type Files, isAbsent, type KeptFile } from '../file.ts';
import { type Binding, findBinding, type Level, type limitFiles, type Text } from './binding.ts';
import type { Hierarchy } from './resolve.ts';

/** What is read seldom is read about as often, in seconds: to read each file at each sample takes several times as long. */
const SELDOM_SECONDS = 5;
/** The second time comes sooner: other parts read what they read seldom at the first sample and 5 seconds after it. */
const FIRST_SECONDS = 3;

/** The files of one resolution of the cgroup, which stay open. */
export class WatchedFiles {
  /** Whether one that was there is gone. */
  lost = false;
  /** Monotonic seconds, set before each reading. */
  now = 0;
  /** Files that are there and may not be read: `memory.stat: EACCES`. */
  readonly unreadable: string[] = [];
  readonly #files: Files;
  readonly #kept = new Map<string, KeptFile>();
  readonly #bindings: Binding[] = [];

  constructor(files: Files) {
    this.#files = files;
  }

  /** Whether another level binds by now than the one that was told. */
  get moved(): boolean {
    return this.#bindings.some((binding) => binding.moved());
  }

  /** A file that is not there now is not asked for again: a failing open costs more than all other reads. */
  file(level: Level | undefined, name: string): Text {
    if (!level) return () => undefined;
    const file = this.#keep(level, name);
    if (file.read() === undefined) {
      if (!isAbsent(file)) this.unreadable.push(`${name}: ${file.fault}`);
      return () => undefined;
    }
    return () => {
      const text = file.read();
      if (text === undefined) this.lost = true;
      return text;
    };
  }

  bindingLevel(
    hierarchy: Hierarchy | undefined,
    resource: keyof typeof limitFiles,
  ): Level | undefined {
    if (!hierarchy) return undefined;
    const binding = findBinding(hierarchy, resource, (level, name) => {
      const file = this.#keep(level, name);
      return file.read() === undefined ? () => undefined : () => file.read();
    });
    if (binding) this.#bindings.push(binding);
    return binding?.level;
  }

  /** Reads about every `SELDOM_SECONDS`, or where `moved` says so, and gives the last answer meanwhile. */
  seldom<T>(read: () => T): (moved?: boolean) => T {
    let last: { readonly due: number; readonly value: T } | undefined;
    return (moved = false) => {
      if (!last || moved || this.now >= last.due)
        last = { due: this.now + (last ? SELDOM_SECONDS : FIRST_SECONDS), value: read() };
      return last.value;
    };
  }

  #keep({ directory }: Level, name: string): KeptFile {
    const path = join(directory, name);
    const file = this.#kept.get(path) ?? this.#files.keep(path);
    this.#kept.set(path, file);
    return file;
  }
}

import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Roots } from '../src/read/roots.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');

/** The tree of a case as it stands. */
export function tree(name: string): Roots {
  return { proc: join(FIXTURES, name, 'proc'), sys: join(FIXTURES, name, 'sys') };
}

export interface LivingTree extends Roots {
  /** Writes a file below the tree, keeping the inode: a kept descriptor sees it. */
  write(path: string, text: string): void;
  remove(path: string): void;
  /** Removes a file, and lets kept descriptors of it answer no more, as the kernel does with a cgroup. */
  vanish(path: string): void;
}

/** A copy of the trees of some cases, laid over one another, that can be changed. */
export function livingTree(...names: readonly string[]): LivingTree {
  const top = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  for (const name of names) cpSync(join(FIXTURES, name), top, { recursive: true });
  return {
    proc: join(top, 'proc'),
    sys: join(top, 'sys'),
    write(path, text) {
      mkdirSync(dirname(join(top, path)), { recursive: true });
      writeFileSync(join(top, path), text);
    },
    remove: (path) => rmSync(join(top, path), { recursive: true }),
    vanish(path) {
      for (const descriptor of descriptorsOf(join(top, path))) closeSync(descriptor);
      rmSync(join(top, path));
    },
  };
}

/** The descriptors that this process has open of a file. */
export function descriptorsOf(path: string): number[] {
  return readdirSync('/proc/self/fd')
    .filter((name) => linkOf(name) === path)
    .map(Number);
}

/** The path that a descriptor of this process stands for. */
export function linkOf(descriptor: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    // The descriptor of the listing itself is closed by now.
    return undefined;
  }
}

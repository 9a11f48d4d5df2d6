import { onTestFinished } from 'vitest';
import { type Cgroup, openCgroup } from '../../../src/read/cgroup/index.ts';
import type { Roots } from '../../../src/read/roots.ts';

/** Opens the cgroup of a test, which closes with it. */
export function open(roots: Roots, parts?: Parameters<typeof openCgroup>[1]): Cgroup {
  const cgroup = openCgroup(roots, parts);
  onTestFinished(() => cgroup[Symbol.dispose]());
  return cgroup;
}

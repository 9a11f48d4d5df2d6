import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { idOfMembership, idOfMounts } from '../read/cgroup/container-id.ts';
import { type Roots, SYSTEM_ROOTS } from '../read/roots.ts';

/** The `ResourceDetector` of `@opentelemetry/resources` 2.x and 3.x, as far as it is used. */
export interface ResourceDetector {
  detect(): { readonly attributes: Record<string, string> };
}

/**
 * Tells `container.id`, the one resource attribute of semconv 1.45 that our readers know and the SDK's own detectors
 * (`host`, `os`, `process`) do not: from /proc/self/cgroup where the process sees the path of its container, else from
 * what Docker, podman and CRI-O mount into it. It is absent outside of a container, on other systems than Linux, and
 * where a runtime shows no id (containerd with cgroup v2): a guess would be another container's. With Docker's
 * `--network container:other` below cgroup v2 it is that of the other.
 *
 * Limits of a cgroup and models of GPUs are not told: semconv has no resource attributes for them. The limits are
 * metrics (`plimsoll.container.*`), `hw.*` are attributes of metrics. It never throws and never waits.
 */
export const resourceDetector: ResourceDetector = detectorOf(SYSTEM_ROOTS);

/**
 * The same with trees of its own, for tests.
 * @internal
 */
export function detectorOf(roots: Roots): ResourceDetector {
  return {
    detect() {
      const id =
        idOfMembership(textOf(roots, 'self/cgroup')) ?? idOfMounts(textOf(roots, 'self/mountinfo'));
      return { attributes: id === undefined ? {} : { 'container.id': id } };
    },
  };
}

/** Nothing where there is no such file, or none that may be read. */
function textOf({ proc }: Roots, path: string): string {
  try {
    return readFileSync(join(proc, path), 'latin1');
  } catch {
    return '';
  }
}

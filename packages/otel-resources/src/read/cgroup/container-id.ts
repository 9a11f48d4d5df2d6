/** An id as container runtimes make them, or as Amazon ECS on Fargate does: `task-number`. */
const ID = '([0-9a-f]{64}|[0-9a-f]{32}-[0-9]{6,})';

/** `docker-<id>.scope`, `cri-containerd-<id>.scope`, `pod.slice:cri-containerd:<id>`, `<id>` */
const SEGMENT = new RegExp(`^(?:.*[-:])?${ID}(?:\\.scope)?$`);

/** What podman and CRI-O mount for the container itself, below its own directory. */
const MARK = new RegExp(`/overlay-containers/${ID}/userdata/\\.containerenv$`);

/** What Docker mounts for the container whose network it has, below the directory of that. */
const NETWORK = new RegExp(`/containers/${ID}/(?:hostname|hosts|resolv\\.conf)$`);
const NETWORK_FILES = ['/etc/hostname', '/etc/hosts', '/etc/resolv.conf'];

/**
 * The container that /proc/self/cgroup names: the innermost, where containers are nested. Below a cgroup namespace of
 * its own, which is the default with cgroup v2, a process does not see it.
 */
export function idOfMembership(text: string): string | undefined {
  for (const [, path = ''] of text.matchAll(/^\d+:[^:\n]*:(\/[^\n]*)\n/gm)) {
    const id = path
      .split('/')
      .map((segment) => segment.match(SEGMENT)?.[1])
      .findLast((each) => each !== undefined);
    if (id) return id;
  }
  return undefined;
}

/**
 * The container whose directory /proc/self/mountinfo shows behind what the runtime mounted into it. In a pod of
 * Kubernetes Docker shows that of the pod's sandbox there, which is another container: then there is no answer.
 */
export function idOfMounts(text: string): string | undefined {
  const mounts = [...text.matchAll(/^\d+ \d+ \S+ (\/\S*) (\/\S*) [^\n]*\n/gm)].map(
    ([, root = '', point = '']) => ({ root, point }),
  );
  const mark = mounts.find(({ point }) => point === '/run/.containerenv')?.root.match(MARK)?.[1];
  if (mark || mounts.some(({ root }) => root.includes('/kubelet/pods/'))) return mark;
  const [id, ...others] = new Set(
    mounts.flatMap(({ root, point }) =>
      NETWORK_FILES.includes(point) ? (root.match(NETWORK)?.[1] ?? []) : [],
    ),
  );
  return others.length === 0 ? id : undefined;
}

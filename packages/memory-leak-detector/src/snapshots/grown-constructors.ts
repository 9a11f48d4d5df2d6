import type { RawSnapshot } from './read-snapshot.ts';

/** Objects of one constructor, in the later of two snapshots and since the earlier. */
export interface ConstructorGrowth {
  /** As it stands in the snapshot; what has none is named by its kind in brackets: `(closure)`, `(string)`. */
  readonly name: string;
  readonly count: number;
  /** Of the objects themselves, without what they hold. */
  readonly bytes: number;
  readonly countGrowth: number;
  readonly bytesGrowth: number;
  /** What holds one of those that came since, from itself to the root; no values. */
  readonly retainers: readonly string[];
}

/** What is kept of the earlier snapshot. */
export interface Census {
  readonly constructors: ReadonlyMap<string, { count: number; bytes: number }>;
  /** Objects that came later have larger ones. */
  readonly lastId: number;
}

interface Tools {
  readonly census: (snapshot: RawSnapshot) => Census;
  readonly nameOf: (snapshot: RawSnapshot, node: number) => string;
}

/**
 * Counts objects by constructor. Like the next it runs in the worker thread and knows nothing of this file, but what it is
 * handed.
 */
export function censusOf(snapshot: RawSnapshot, { nameOf }: Pick<Tools, 'nameOf'>): Census {
  const { nodes, nodeFields } = snapshot;
  const size = nodeFields.indexOf('self_size');
  const id = nodeFields.indexOf('id');
  const constructors = new Map<string, { count: number; bytes: number }>();
  let lastId = 0;
  for (let node = 0; node < nodes.length; node += nodeFields.length) {
    const name = nameOf(snapshot, node);
    const known = constructors.get(name) ?? { count: 0, bytes: 0 };
    known.count += 1;
    known.bytes += nodes[node + size] as number;
    constructors.set(name, known);
    const own = nodes[node + id] as number;
    // Even ones are of native objects, and no counters.
    if (own % 2 === 1) lastId = Math.max(lastId, own);
  }
  return { constructors, lastId };
}

export function nameOfNode(snapshot: RawSnapshot, node: number): string {
  const { nodes, nodeFields, nodeTypes, strings } = snapshot;
  const type = nodeTypes[nodes[node + nodeFields.indexOf('type')] as number] ?? 'unknown';
  const named = type === 'object' || type === 'native' || type === 'synthetic';
  return (named && strings[nodes[node + nodeFields.indexOf('name')] as number]) || `(${type})`;
}

/** The constructors that grew, by bytes, with who holds one of the new objects: the shortest path that is not weak. */
export function grownConstructors(
  before: Census,
  snapshot: RawSnapshot,
  limit: number,
  { census, nameOf }: Tools,
): ConstructorGrowth[] {
  const { nodes, edges, nodeFields, edgeFields, edgeTypes, strings } = snapshot;
  const width = nodeFields.length;
  const [idAt, countAt] = ['id', 'edge_count'].map((field) => nodeFields.indexOf(field)) as [
    number,
    number,
  ];
  const [typeAt, nameAt, toAt] = ['type', 'name_or_index', 'to_node'].map((field) =>
    edgeFields.indexOf(field),
  ) as [number, number, number];
  const weak = edgeTypes.indexOf('weak');
  const byIndex = ['element', 'hidden'].map((type) => edgeTypes.indexOf(type));
  const total = nodes.length / width;
  const firstEdge = new Uint32Array(total + 1);
  for (let index = 0; index < total; index++)
    firstEdge[index + 1] =
      (firstEdge[index] as number) + (nodes[index * width + countAt] as number) * edgeFields.length;
  /** By which edge, plus one, and from which node each was first reached from the root. */
  const via = new Uint32Array(total);
  const from = new Uint32Array(total);
  const queue = new Uint32Array(total);
  let filled = 1;
  for (let taken = 0; taken < filled; taken++) {
    const node = queue[taken] as number;
    for (
      let edge = firstEdge[node] as number;
      edge < (firstEdge[node + 1] as number);
      edge += edgeFields.length
    ) {
      const to = (edges[edge + toAt] as number) / width;
      if (edges[edge + typeAt] === weak || to === 0 || via[to] !== 0) continue;
      via[to] = edge + 1;
      from[to] = node;
      queue[filled++] = to;
    }
  }
  const pathOf = (node: number): string[] => {
    const path: string[] = [];
    for (let at = node; at !== 0 && path.length < 20; at = from[at] as number) {
      const edge = (via[at] as number) - 1;
      const name = edges[edge + nameAt] as number;
      const label = byIndex.includes(edges[edge + typeAt] as number)
        ? `[${name}]`
        : `.${strings[name]}`;
      path.push(
        `${nameOf(snapshot, at * width)} as ${label} of ${nameOf(snapshot, (from[at] as number) * width)}`,
      );
    }
    return path;
  };
  /** The new objects of a constructor, oldest first. */
  const comers = (name: string): number[] => {
    const fresh: number[] = [];
    for (let index = 1; index < total; index++) {
      const id = nodes[index * width + idAt] as number;
      if (id % 2 === 0 || id <= before.lastId || via[index] === 0) continue;
      if (nameOf(snapshot, index * width) === name) fresh.push(index);
    }
    return fresh.sort(
      (a, b) => (nodes[a * width + idAt] as number) - (nodes[b * width + idAt] as number),
    );
  };
  return [...census(snapshot).constructors]
    .map(([name, { count, bytes }]) => {
      const known = before.constructors.get(name);
      const growth = {
        countGrowth: count - (known?.count ?? 0),
        bytesGrowth: bytes - (known?.bytes ?? 0),
      };
      return { name, count, bytes, ...growth };
    })
    .filter(({ bytesGrowth, countGrowth }) => bytesGrowth > 0 && countGrowth > 0)
    .sort((a, b) => b.bytesGrowth - a.bytesGrowth)
    .slice(0, limit)
    .map((each) => {
      const fresh = comers(each.name);
      const middle = fresh[fresh.length >> 1];
      return { ...each, retainers: middle === undefined ? [] : pathOf(middle) };
    });
}

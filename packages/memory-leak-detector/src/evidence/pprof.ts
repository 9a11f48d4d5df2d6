import type { Profiler } from 'node:inspector';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ProfileNode, SamplingProfile } from './culprits.ts';

type CallFrame = ProfileNode['callFrame'];

/** What of a profile of V8 pprof knows, whatever was sampled. */
interface Tree {
  readonly parents: ReadonlyMap<number, number>;
  readonly frames: ReadonlyMap<number, CallFrame>;
  /** What each value of a sample is, and in which unit. */
  readonly types: readonly (readonly [type: string, unit: string])[];
  /** By node; one for each type. */
  readonly values: ReadonlyMap<number, readonly number[]>;
  readonly durationNanos: number;
}

/** What V8 calls time in which nothing ran. */
const NOTHING = ['(idle)', '(root)'];

/**
 * A heap or CPU profile as a compressed `profile.proto`, which `go tool pprof`, Pyroscope, Parca and others open. Heap: `inuse_space` in
 * bytes; CPU: `samples` and `cpu` in nanoseconds. https://github.com/google/pprof/blob/main/proto/profile.proto
 */
export async function pprofOf(
  profile: SamplingProfile | Profiler.Profile,
  epochMillis: number,
): Promise<Buffer> {
  const [{ Profile, StringTable }, { gzip }] = await Promise.all([
    import('pprof-format'),
    import('node:zlib'),
  ]);
  const tree = 'head' in profile ? heapTree(profile) : cpuTree(profile);
  const stringTable = new StringTable();
  const text = (value: string): number => stringTable.dedup(value);
  const [location, locationOf] = numbered();
  const sample = [...tree.values]
    .map(([node, value]) => ({
      locationId: stackOf(tree, node).map(locationOf),
      value: [...value],
    }))
    .filter(({ locationId }) => locationId.length > 0);
  const encoded = await new Profile({
    stringTable,
    sampleType: tree.types.map(([type, unit]) => ({ type: text(type), unit: text(unit) })),
    sample,
    function: [...location.values()].map(({ id, frame }) => ({
      id,
      name: text(frame.functionName || '(anonymous)'),
      filename: text(pathOf(frame.url)),
      startLine: frame.lineNumber + 1,
    })),
    location: [...location.values()].map(({ id, frame }) => ({
      id,
      line: [{ functionId: id, line: frame.lineNumber + 1 }],
    })),
    timeNanos: BigInt(Math.round(epochMillis)) * 1_000_000n - BigInt(tree.durationNanos),
    durationNanos: tree.durationNanos,
  }).encodeAsync();
  return promisify(gzip)(encoded);
}

interface Located {
  readonly id: number;
  readonly frame: CallFrame;
}

/** V8 tells functions, not lines: each function is one location. */
function numbered(): [Map<string, Located>, (frame: CallFrame) => number] {
  const known = new Map<string, Located>();
  const idOf = (frame: CallFrame): number => {
    const { functionName, url, lineNumber, columnNumber } = frame;
    const key = `${url}:${lineNumber}:${columnNumber}:${functionName}`;
    const located = known.get(key) ?? { id: known.size + 1, frame };
    known.set(key, located);
    return located.id;
  };
  return [known, idOf];
}

/** Innermost first, without the root. */
function stackOf({ parents, frames }: Tree, node: number): readonly CallFrame[] {
  const stack: CallFrame[] = [];
  for (let at: number | undefined = node; at !== undefined; at = parents.get(at)) {
    const frame = frames.get(at);
    if (frame && !NOTHING.includes(frame.functionName)) stack.push(frame);
  }
  return stack;
}

function heapTree({ head, samples }: SamplingProfile): Tree {
  const parents = new Map<number, number>();
  const frames = new Map<number, CallFrame>();
  const open: ProfileNode[] = [head];
  for (let node = open.pop(); node; node = open.pop()) {
    frames.set(node.id, node.callFrame);
    for (const child of node.children) parents.set(child.id, node.id);
    open.push(...node.children);
  }
  const values = new Map<number, readonly number[]>();
  for (const { nodeId, size } of samples)
    values.set(nodeId, [(values.get(nodeId)?.[0] ?? 0) + Math.round(size)]);
  return { parents, frames, values, types: [['inuse_space', 'bytes']], durationNanos: 0 };
}

function cpuTree({
  nodes,
  samples = [],
  timeDeltas = [],
  startTime,
  endTime,
}: Profiler.Profile): Tree {
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const values = new Map<number, readonly number[]>();
  for (const [index, id] of samples.entries()) {
    const [count = 0, nanos = 0] = values.get(id) ?? [];
    const micros = Math.max(0, timeDeltas[index + 1] ?? 0);
    values.set(id, [count + 1, nanos + micros * 1000]);
  }
  return {
    parents,
    frames,
    values,
    types: [
      ['samples', 'count'],
      ['cpu', 'nanoseconds'],
    ],
    durationNanos: Math.round((endTime - startTime) * 1000),
  };
}

function pathOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

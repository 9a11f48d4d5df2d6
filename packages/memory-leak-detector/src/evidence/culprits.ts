import { type AllocationSample, type Frame, keyOf, siteOf } from './allocation.ts';
import { withoutInlining } from './inlining.ts';

/** A function whose allocations stay. */
export interface Culprit extends Frame {
  /** Live bytes that it allocated since the sampling began, estimated from the samples. */
  readonly bytes: number;
  /** Its share, 0 to 1, of the growth that was seen. */
  readonly share: number;
  /** Who called it when most was allocated, innermost first; it is the first itself. */
  readonly stack: readonly Frame[];
}

/** A profile as `HeapProfiler.getSamplingProfile` gives it; lines and columns count from 0. */
export interface SamplingProfile {
  readonly head: ProfileNode;
  readonly samples: readonly {
    readonly size: number;
    readonly nodeId: number;
    readonly ordinal: number;
  }[];
}

export interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children: readonly ProfileNode[];
}

/** No more than these are named. */
const CULPRIT_LIMIT = 5;

/** A function with this share of the growth of a caller may be behind the rest of it too. */
const CALLEE_RATIO = 1 / 3;

/** No more callers than these. */
const STACK_LIMIT = 12;

/** The samples of a profile with their stacks; frames of V8 itself, which stand in no file, are left out. */
export function samplesOf(profile: SamplingProfile): readonly AllocationSample[] {
  const stacks = new Map<number, readonly Frame[]>();
  const open: { node: ProfileNode; callers: readonly Frame[] }[] = [
    { node: profile.head, callers: [] },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { id, callFrame, children } = next.node;
    const frame: Frame = {
      functionName: callFrame.functionName || '(anonymous)',
      file: callFrame.url,
      line: callFrame.lineNumber + 1,
      column: callFrame.columnNumber + 1,
    };
    const stack = frame.file === '' ? next.callers : [frame, ...next.callers];
    stacks.set(id, stack);
    for (const node of children) open.push({ node, callers: stack });
  }
  return profile.samples.map(({ size, nodeId, ordinal }) => ({
    bytes: size,
    order: ordinal,
    stack: stacks.get(nodeId) ?? [],
  }));
}

interface Site {
  readonly frame: Frame;
  older: number;
  newer: number;
  readonly stacks: Map<readonly Frame[], number>;
}

/**
 * The functions whose allocations grow, most first. What a leak allocated lives on from the whole time, what is about to be
 * freed is young, and what a start allocates is old: so the growth of a function is twice the lesser of its live bytes
 * from the older and the newer half of the time. After the surviving generations of Sor and Srirama (2011).
 * A function comes before its callers unless it has less than a third of their growth: some of it may have been inlined all the time.
 */
export function culpritsOf(samples: readonly AllocationSample[]): readonly Culprit[] {
  const last = samples.reduce((most, { order }) => Math.max(most, order), 0);
  const sites = new Map<string, Site>();
  for (const sample of withoutInlining(samples)) {
    const { bytes, order, stack } = sample;
    const frame = siteOf(sample);
    if (!frame) continue;
    const key = keyOf(frame);
    const site = sites.get(key) ?? { frame, older: 0, newer: 0, stacks: new Map() };
    sites.set(key, site);
    site[order <= last / 2 ? 'older' : 'newer'] += bytes;
    site.stacks.set(stack, (site.stacks.get(stack) ?? 0) + bytes);
  }
  const grown = [...sites.values()]
    .map((site) => ({ site, growth: 2 * Math.min(site.older, site.newer), stack: heaviest(site) }))
    .filter(({ growth }) => growth > 0);
  const growthOf = new Map(grown.map(({ site, growth }) => [keyOf(site.frame), growth]));
  const total = grown.reduce((sum, { growth }) => sum + growth, 0);
  const rankOf = ({ growth, stack, site }: (typeof grown)[number]): number => {
    const callers = stack.slice(stack.indexOf(site.frame) + 1).map(keyOf);
    const theirs = callers.map((caller) => growthOf.get(caller) ?? 0);
    return Math.max(growth, ...theirs.filter((each) => growth >= each * CALLEE_RATIO));
  };
  return grown
    .map((each) => ({ ...each, rank: rankOf(each) }))
    .sort((a, b) => b.rank - a.rank || b.stack.length - a.stack.length)
    .slice(0, CULPRIT_LIMIT)
    .map(({ site, growth, stack }) => ({
      ...site.frame,
      bytes: site.older + site.newer,
      share: growth / total,
      stack: stack.slice(0, STACK_LIMIT),
    }));
}

function heaviest({ stacks }: Site): readonly Frame[] {
  const [most = []] = [...stacks].sort(([, a], [, b]) => b - a).map(([stack]) => stack);
  return most;
}

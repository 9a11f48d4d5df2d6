import { type AllocationSample, type Frame, keyOf, siteOf } from './allocation.ts';

/** So many tell what a function inlines: fewer name somebody by chance, more are charged to the caller by then. */
const EARLY_SAMPLES = 8;

/** The accepted odds that callees come first by chance. */
const CHANCE = 0.05;

interface Called {
  /** The first samples that it or what it called made. */
  early: AllocationSample[];
  through: number;
  own: number;
}

type Shares = ReadonlyMap<readonly Frame[], number>;

/**
 * Moves what was charged to a caller to the functions that were inlined into it. Sampling begins with code that is not
 * optimised, so the first samples of a function and of what it calls tell who allocates: where less of them is its own than of
 * all of them, V8 inlined callees later, and what it made itself since is shared out as the first samples are.
 */
export function withoutInlining(samples: readonly AllocationSample[]): readonly AllocationSample[] {
  const inOrder = samples.toSorted((a, b) => a.order - b.order);
  const functions = functionsOf(inOrder);
  const known = new Map<Called, Shares>();
  const sharesOf = (sample: AllocationSample): Shares => {
    const site = siteOf(sample);
    const caller = site && functions.get(keyOf(site));
    if (!caller || caller.early.includes(sample)) return new Map([[sample.stack, 1]]);
    const shares = known.get(caller) ?? sharedOut(caller.early.map(sharesOf));
    known.set(caller, shares);
    return shares;
  };
  return inOrder.flatMap((sample) =>
    [...sharesOf(sample)].map(([stack, share]) => ({
      ...sample,
      bytes: sample.bytes * share,
      stack,
    })),
  );
}

/** Those that inlined others later, with the samples that tell whom. */
function functionsOf(inOrder: readonly AllocationSample[]): Map<string, Called> {
  const functions = new Map<string, Called>();
  const stacks = new Map<readonly Frame[], readonly Called[]>();
  const calledBy = (key: string): Called => {
    const called = functions.get(key) ?? { early: [], through: 0, own: 0 };
    functions.set(key, called);
    return called;
  };
  for (const sample of inOrder) {
    const { stack } = sample;
    const on = stacks.get(stack) ?? [...new Set(stack.map(keyOf))].map(calledBy);
    stacks.set(stack, on);
    for (const called of on) {
      if (called.early.length < EARLY_SAMPLES) called.early.push(sample);
      called.through += 1;
    }
    const site = siteOf(sample);
    if (site) calledBy(keyOf(site)).own += 1;
  }
  for (const [key, called] of functions) {
    const early = called.early.map((sample) => {
      const site = siteOf(sample);
      return site !== undefined && key !== keyOf(site);
    });
    const ownRatio = called.own / called.through;
    // What comes before the first of its own is the callees', unless that may be chance.
    const first = [...early, false].indexOf(false);
    if (first > 0 && (1 - ownRatio) ** first <= CHANCE) called.early.length = first;
    else if (early.filter((callee) => !callee).length / early.length >= ownRatio)
      functions.delete(key);
  }
  return functions;
}

function sharedOut(parts: readonly Shares[]): Shares {
  const shares = new Map<readonly Frame[], number>();
  for (const part of parts)
    for (const [stack, share] of part)
      shares.set(stack, (shares.get(stack) ?? 0) + share / parts.length);
  return shares;
}

import { type AllocationSample, keyOf, siteOf } from './allocation.ts';

/** So many tell what a function inlines: fewer name somebody by chance, more are charged to the caller by then. */
const EARLY_SAMPLES = 8;

interface Function {
  /** The first samples that it or what it called made. */
  readonly early: AllocationSample[];
  through: number;
  own: number;
}

/**
 * Moves what was charged to a caller to the functions that were inlined into it. Sampling begins with code that is not
 * optimised, so the first samples of a function and of what it calls tell who allocates: where less of them is its own than of
 * all of them, V8 inlined callees later, and what it made itself since is shared out as the first samples are.
 */
export function withoutInlining(samples: readonly AllocationSample[]): readonly AllocationSample[] {
  const inOrder = samples.toSorted((a, b) => a.order - b.order);
  const functions = new Map<string, Function>();
  for (const sample of inOrder) {
    const site = siteOf(sample);
    for (const key of new Set(sample.stack.map(keyOf))) {
      const known = functions.get(key) ?? { early: [], through: 0, own: 0 };
      functions.set(key, known);
      if (known.early.length < EARLY_SAMPLES) known.early.push(sample);
      known.through += 1;
      if (site && key === keyOf(site)) known.own += 1;
    }
  }
  return inOrder.flatMap((sample) => {
    const site = siteOf(sample);
    const caller = site && functions.get(keyOf(site));
    if (!site || !caller || caller.early.includes(sample)) return [sample];
    const key = keyOf(site);
    const { early, own, through } = caller;
    const ownEarly = early.filter((each) => keyOf(siteOf(each) ?? site) === key).length;
    if (ownEarly / early.length >= own / through) return [sample];
    const bytes = sample.bytes / early.length;
    return early.map(({ stack }) => ({ ...sample, bytes, stack }));
  });
}

import { areaIn, type Case, leaks, type Variant } from './corpus.ts';
import { AREAS, type Area, nativeUsage } from './detector.ts';
import { type Change, type Recording, type Row, WARMUP_SECONDS } from './recording.ts';

/** A leak that has eaten this share of the head-room must be confirmed. */
const DUE_RATIO = 0.1;

/** What the detector made of one variant of a case. */
export interface Outcome {
  readonly name: string;
  readonly variant: Variant;
  /** The worst that was said of any area: `unknown`, `none`, `suspected` or `confirmed`. */
  readonly verdict: string;
  /** Seconds from start to confirmation. */
  readonly delaySeconds: number | null;
  /** The area of the worst. */
  readonly area: string | null;
  /** The first that was named. */
  readonly culprit: string | null;
  /** Whether this leaks and has eaten a tenth of the head-room. */
  readonly due: boolean;
  /** Whether this leaks on the Node that ran it. */
  readonly leak: boolean;
  /** Whether it is healthy and the same data as a leak for longer than a verdict may wait; it counts for nothing. */
  readonly undecidable: boolean;
  /** The place, from 1 on, of the first right culprit; `null` where none is right. */
  readonly culpritRank: number | null;
  /** The growth after warm-up as a share of the head-room. */
  readonly eaten: number;
  /** The delay as a share of the time that the heap needs to fill. */
  readonly delayRatio: number | null;
  /** The CPU time of the detector as a share of the run's time, and its longest stretch in seconds. */
  readonly overhead: number | null;
  readonly longestSeconds: number | null;
  readonly samples: number;
  readonly crashed: boolean;
}

const ORDER = ['unknown', 'none', 'suspected', 'confirmed'];

/** Judges one recording against what the case says of itself. */
export function outcomeOf(
  each: Case,
  variant: Variant,
  nodeVersion: string,
  { rows, changes, ending }: Recording,
): Outcome {
  const leak = leaks(each, variant, nodeVersion);
  const accusations = changes.filter(({ state }) => state !== 'resolved');
  const confirmed = accusations.find(({ state }) => state === 'confirmed');
  const worst = confirmed ?? accusations[0];
  const growth = growthOf(rows, ending, areaOf(worst?.area ?? areaIn(each, nodeVersion)));
  const named = [...new Set(accusations.flatMap(culpritsOf))];
  const right = named.findIndex((culprit) => each.culprit?.test(culprit));
  const crashed = ending === undefined;
  return {
    name: each.name,
    variant,
    verdict: worst?.state ?? restOf(Object.values(ending?.states ?? {})),
    delaySeconds: confirmed?.time ?? null,
    area: worst?.area ?? null,
    culprit: named[0] ?? null,
    due: leak && (crashed || growth.eaten >= DUE_RATIO),
    leak,
    undecidable: !leak && each.undecidable !== undefined,
    culpritRank: right < 0 ? null : right + 1,
    eaten: growth.eaten,
    delayRatio: confirmed && growth.secondsToFill ? confirmed.time / growth.secondsToFill : null,
    overhead: ending ? ending.spent / ending.time : null,
    longestSeconds: ending?.longest ?? null,
    samples: rows.filter(({ live }) => live !== undefined).length,
    crashed,
  };
}

function restOf(states: readonly string[]): string {
  return ORDER.findLast((state) => states.includes(state)) ?? 'unknown';
}

/** The named allocation sites of an event, the first suspect first. */
function culpritsOf({ attributes }: Change): readonly string[] {
  const named = attributes['plimsoll.memory.leak.culprits'];
  return Array.isArray(named) ? named.map(String) : [];
}

function areaOf(name: string | undefined): Area {
  return AREAS.find((area) => area === name) ?? 'heap';
}

/**
 * From the first live heap after warm-up to that at the end, as a share of the head-room, and the time to fill it: the whole life of
 * a process that died of it, for V8 gives up before the limit.
 */
function growthOf(
  rows: readonly Row[],
  ending: Recording['ending'],
  area: Area,
): { eaten: number; secondsToFill: number | undefined } {
  const warm = rows.filter(({ time }) => time >= WARMUP_SECONDS);
  const amountOf = (row: Row): number | undefined => {
    if (area === 'heap') return row.live;
    if (area === 'external') return row.external;
    return row.fileShare === undefined ? undefined : nativeUsage(row, row.fileShare);
  };
  const seen = warm.filter((row) => amountOf(row) !== undefined);
  const first = seen[0];
  const last = seen.at(-1);
  if (!first || !last) return { eaten: 0, secondsToFill: undefined };
  const base = amountOf(first) as number;
  const endings = { heap: ending?.live, external: ending?.external, native: ending?.native };
  const end = endings[area] ?? (amountOf(last) as number);
  const seconds = (ending?.time ?? last.time) - first.time;
  // Native memory may grow by as much as the heap may be.
  const headroom = area === 'native' ? first.oldSpace : first.oldSpace - base;
  const eaten = (end - base) / headroom;
  if (!ending) return { eaten, secondsToFill: last.time };
  return { eaten, secondsToFill: eaten > 0 && seconds > 0 ? seconds / eaten : undefined };
}

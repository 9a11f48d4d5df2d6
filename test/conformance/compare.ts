import { METRICS } from '@plimsoll/otel-resources';
import type { Points } from './points.ts';

/**
 * What another source says must lie between what we said before it and what we said after it, give or take:
 *
 * | | of our value | and at least |
 * | --- | --- | --- |
 * | seconds of CPU | 0.1 % | 0.1 s: the kernel counts in steps of 0.01 s for each CPU, and lets idle time fall a little |
 * | other counters | 0.1 % | nothing |
 * | memory and storage in use | 2 % | 256 MiB: both readings may miss a peak between them |
 * | limits and numbers of CPUs | 0 | 0 |
 * | load averages | 5 % | 0.1: `uptime` and others round, and the kernel counts anew every 5 s |
 *
 * A point that we lack must be zero there: what never carried anything has no series.
 */
const TOLERANCES: readonly {
  readonly of: RegExp;
  readonly share: number;
  readonly least: number;
}[] = [
  { of: /\.limit$|logical\.count$/, share: 0, least: 0 },
  { of: /load_average/, share: 0.05, least: 0.1 },
  { of: /cpu\.time$/, share: 0.001, least: 0.1 },
  { of: /\.(?:usage|virtual)$/, share: 0.02, least: 256 * 2 ** 20 },
  { of: /thread\.count$/, share: 0, least: 2 },
  { of: /./, share: 0.001, least: 0 },
];

const NAMES = new Set<string>(Object.values(METRICS).map(({ name }) => name));

/** One line for each point of `theirs` that does not agree with ours. */
export function disagreements(before: Points, theirs: Points, after: Points): string[] {
  return Object.entries(theirs).flatMap(([key, value]) => {
    const name = key.replace(/\{.*$/, '');
    if (!NAMES.has(name)) return [`${key}: no metric of ours has that name`];
    const [first, last] = [before[key], after[key]];
    if (first === undefined || last === undefined)
      return value === 0 ? [] : [`${key}: ${value} there, and absent here`];
    const { share, least } = TOLERANCES.find(({ of }) => of.test(name)) ?? { share: 0, least: 0 };
    const give = Math.max(least, share * Math.abs(last));
    const fits = value >= Math.min(first, last) - give && value <= Math.max(first, last) + give;
    return fits ? [] : [`${key}: ${value} there, ${first} to ${last} (± ${give}) here`];
  });
}

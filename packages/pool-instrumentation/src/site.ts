import type { CAPTURE_SITES } from './options.ts';

/** When the stack of an acquire is kept. */
export type CaptureSites = (typeof CAPTURE_SITES)[number];

/** Frames of a stack: enough to pass through an ORM to the application. */
const FRAMES = 16;

/** Captures that a pool may spend: a capture costs some 5 us, so that these are 0.05 % of a core. */
const CAPTURES_PER_SECOND = 100;
const CAPTURES_SAVED = 100;

type Entry = (...args: never) => unknown;

/** Decides which acquires are captured: a capture costs more than the rest of an acquire together. */
export interface SiteSampler {
  /** Captures every acquire while `true`, what the budget gives while `false`. */
  every: boolean;
  /** The stack below `entry` at `now`, monotonic seconds, or `undefined` where this acquire is not captured. */
  capture(entry: Entry, now: number): Error | undefined;
}

/**
 * A sampler under `mode`. An acquire is captured with the probability of the share of the budget that is left: nearly
 * always in a pool that is asked some tens of times a second, and at random in a busy one, so that no pattern of calls
 * hides a site. `random` gives numbers from 0 to 1.
 */
export function createSiteSampler(
  mode: CaptureSites,
  random: () => number = Math.random,
): SiteSampler {
  if (mode === 'never') return { every: false, capture: () => undefined };
  if (mode === 'always') return { every: true, capture: captureStack };
  let left = CAPTURES_SAVED;
  let last = 0;
  const sampler: SiteSampler = {
    every: false,
    capture(entry, now) {
      left = Math.min(CAPTURES_SAVED, left + (now - last) * CAPTURES_PER_SECOND);
      last = now;
      if (!sampler.every && random() * CAPTURES_SAVED >= left) return undefined;
      left = Math.max(0, left - 1);
      return captureStack(entry);
    },
  };
  return sampler;
}

function captureStack(entry: Entry): Error {
  const limit = Error.stackTraceLimit;
  const site = {} as Error;
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(site, entry);
  Error.stackTraceLimit = limit;
  return site;
}

/** The frames of a captured stack, one a line, as `code.stacktrace` has them; formatting is paid here. */
export function formatSite(site: Error): string {
  return String(site.stack)
    .split('\n')
    .slice(1)
    .map((frame) => frame.trim())
    .join('\n');
}

import type { CAPTURE_SITES } from './options.ts';

/** When the stack of an acquire is kept. */
export type CaptureSites = (typeof CAPTURE_SITES)[number];

/** Frames of a stack: enough to pass through an ORM to the application. */
const FRAMES = 16;

/** One acquire in this many, on average, is captured while a pool is healthy. */
const SAMPLE_EVERY = 64;

type Entry = (...args: never) => unknown;

/** Decides which acquires are captured: a capture costs more than the rest of an acquire together. */
export interface SiteSampler {
  /** Captures every acquire while `true`, only samples while `false`. */
  every: boolean;
  /** The stack below `entry`, or `undefined` where this acquire is not captured. */
  capture(entry: Entry): Error | undefined;
}

/**
 * A sampler under `mode`. `random` gives numbers from 0 to 1, which space the samples so that no pattern of calls
 * hides a site.
 */
export function createSiteSampler(
  mode: CaptureSites,
  random: () => number = Math.random,
): SiteSampler {
  if (mode === 'never') return { every: false, capture: () => undefined };
  if (mode === 'always') return { every: true, capture: captureStack };
  let left = 1;
  const sampler: SiteSampler = {
    every: false,
    capture(entry) {
      if (--left > 0 && !sampler.every) return undefined;
      if (left <= 0) left = 1 + Math.floor(random() * (2 * SAMPLE_EVERY - 1));
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

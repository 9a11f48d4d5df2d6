import type { CAPTURE_SITES } from './options.ts';

/** When the stack of an acquire is kept. */
export type CaptureSites = (typeof CAPTURE_SITES)[number];

/** Frames of a stack: enough to pass through an ORM to the application. */
const FRAMES = 16;

/** Captures of a pool from one look at it to the next, a second: a capture costs some 5 us, so that these are 0.05 % of a core. */
const CAPTURES = 100;

/** Where those are spent early, one more for each so many-th part of what has been asked for meanwhile. */
const RARER = 25;

type Entry = (...args: never) => unknown;

/** Decides which acquires are captured: a capture costs more than the rest of an acquire together. */
export interface SiteSampler {
  /** Captures every acquire while `true`, what the budget gives while `false`. */
  every: boolean;
  /** The stack below `entry`, or `undefined` where this acquire is not captured. */
  capture(entry: Entry): Error | undefined;
  /** Takes note of the acquires since the last look, once a second. */
  look(): void;
}

/**
 * A sampler under `mode`. Every acquire of a pool is captured that is asked some tens of times a second, and of a busy one so
 * many at random that the budget lasts, so that no pattern of calls hides a site. `random` gives numbers from 0 to 1.
 */
export function createSiteSampler(
  mode: CaptureSites,
  random: () => number = Math.random,
): SiteSampler {
  if (mode === 'auto') return new BudgetSampler(random);
  const capture = mode === 'always' ? captureStack : () => undefined;
  return { every: mode === 'always', capture, look: () => {} };
}

/** Counts down to its next capture: no clock, no chance and no fraction where there is none. */
class BudgetSampler implements SiteSampler {
  every = false;
  readonly #random: () => number;
  /** Acquires to pass by before the next capture, and how many that are on average. */
  #skip = 0;
  #gap = 0;
  #asked = 0;
  #captured = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  capture(entry: Entry): Error | undefined {
    this.#asked++;
    if (this.#skip > 0 && !this.every) {
      this.#skip--;
      return undefined;
    }
    if (++this.#captured > CAPTURES)
      this.#gap = Math.max(this.#gap, Math.floor(this.#asked / RARER));
    this.#draw();
    return captureStack(entry);
  }

  look(): void {
    this.#gap = Math.max(0, Math.ceil(this.#asked / CAPTURES) - 1);
    this.#asked = 0;
    this.#captured = 0;
    this.#draw();
  }

  #draw(): void {
    this.#skip = Math.floor(this.#random() * (2 * this.#gap + 1));
  }
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

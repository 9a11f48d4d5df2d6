import type { CAPTURE_SITES } from './options.ts';

/** When the stack of an acquire is kept. */
export type CaptureSites = (typeof CAPTURE_SITES)[number];

/** Frames of a stack: enough to pass through an ORM to the application. */
const FRAMES = 16;

/** Acquires of a pool from one look at it to the next, a second, that are all captured: at 5 to 30 us each below 0.2 % of a core. */
const CAPTURES = 60;

/** Where there are suddenly more, the next is captured when so many-th part of what has been asked for has been asked for once more. */
const RARER = 15;

/** At least one of so many is captured, which also keeps the count a small integer of V8. */
const RAREST = 1_000_000;

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
 * A sampler under `mode`. Every acquire of a pool is captured that is asked up to 60 times a second, and of a busier one the
 * fewer, at random so that no pattern of calls hides a site: where one of a hundred could be afforded it would hardly be the
 * one that leaks. `random` gives numbers from 0 to 1.
 */
export function createSiteSampler(
  mode: CaptureSites,
  random: () => number = Math.random,
): SiteSampler {
  if (mode === 'auto') return new CalmSampler(random);
  const capture = mode === 'always' ? captureStack : () => undefined;
  return { every: mode === 'always', capture, look: () => {} };
}

/** Counts down to its next capture: no clock, no chance and no fraction where there is none. */
class CalmSampler implements SiteSampler {
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
    const gap = Math.round((this.#asked / CAPTURES) ** 2) - 1;
    this.#gap = Math.max(0, Math.min(RAREST, gap));
    this.#asked = 0;
    this.#captured = 0;
    if (this.#skip > 2 * this.#gap) this.#draw();
  }

  #draw(): void {
    this.#skip = Math.floor(this.#random() * (2 * this.#gap + 1));
  }
}

/** `Reflect.set` throws nothing where `Error` is frozen, as by `--frozen-intrinsics`: it keeps the limit that it has. */
function captureStack(entry: Entry): Error {
  const limit = Error.stackTraceLimit;
  const site = {} as Error;
  Reflect.set(Error, 'stackTraceLimit', FRAMES);
  Error.captureStackTrace(site, entry);
  Reflect.set(Error, 'stackTraceLimit', limit);
  return site;
}

/** A frame of this package as it is installed, such as that of the look for the pools of a knex at its first use. */
const OURS = /[\\/]node_modules[\\/]@plimsoll[\\/]pool-instrumentation[\\/]/;

/** The frames of a captured stack but our own, one a line, as `code.stacktrace` has them; formatting is paid here. */
export function formatSite(site: Error): string {
  return String(site.stack)
    .split('\n')
    .slice(1)
    .filter((frame) => !OURS.test(frame))
    .map((frame) => frame.trim())
    .join('\n');
}

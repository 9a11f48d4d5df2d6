import type { Clock, Faults } from '@plimsoll/kernel';
import type { LeakVerdict } from '../verdict/leak-verdict.ts';
import { type Culprit, culpritsOf, type SamplingProfile } from './culprits.ts';
import type { Sampling } from './heap-sampling.ts';

/** What is known of a suspected leak. */
export interface Evidence {
  /** Most first; empty where nothing is known. */
  readonly culprits: readonly Culprit[];
  /** The file that the profile was written to. */
  readonly profileFile: string | undefined;
}

export const NO_EVIDENCE: Evidence = { culprits: [], profileFile: undefined };

export interface GathererOptions {
  readonly clock: Clock;
  readonly faults: Faults;
  /** Begins to sample one allocation in so many bytes. Throws where somebody else does. */
  readonly start: (sampleBytes: number) => Sampling;
  /** How long allocations are sampled at most, and how long not after that. */
  readonly seconds: number;
  /** How long they are sampled at least before a confirmation is told, as far as it is kept back at all; 0 by default. */
  readonly leastSeconds?: number;
  /** Whether a look at what was sampled would make the process stand still for too long. */
  readonly affordable: (verdict: LeakVerdict) => boolean;
  /** Finds the original positions. */
  readonly locate: (culprits: readonly Culprit[]) => Promise<readonly Culprit[]>;
  /** Writes the profile, where it is to be written; the path. */
  readonly save: ((profile: SamplingProfile) => Promise<string>) | undefined;
}

/** Finds who allocates what stays in one area of memory, once it is suspected. */
export interface Gatherer extends Disposable {
  /** Takes each verdict. */
  push(verdict: LeakVerdict): void;
  /** To be told of each full collection. */
  collected(): void;
  /** To be called by a timer: samples of the heap may be rare. */
  tick(): void;
  /** Hands over what is known once enough is, or after a minute at most. */
  settle(then: (evidence: Evidence) => void): void;
  readonly evidence: Evidence;
}

/** As many samples as this are expected of the growth from suspicion to confirmation: 0.1 of the head-room. */
const SAMPLES_WANTED = 64;
const GROWTH_RATIO = 0.1;

/** A sample a megabyte costs nothing, and one in 128 KiB up to a few per cent where much is allocated. */
const FEWEST_BYTES = 128 * 2 ** 10;
const MOST_BYTES = 512 * 2 ** 10;

/** Fewer samples than this say little: the error of a share is one over their root. */
const SAMPLES_NEEDED = 16;

/** No confirmation is kept back for longer, nor for longer than a tenth of the time that is left: V8 may end before. */
const PATIENCE_SECONDS = 60;
const PATIENCE_RATIO = 0.1;

const TOO_LARGE =
  'the allocation sites of a leak are not read: the process would stand still for too long';

interface Running {
  readonly sampling: Sampling;
  readonly begin: number;
  readonly end: number;
  /** The last full collection meanwhile. */
  collected: number | undefined;
  /** The amount at which enough was sampled. */
  readonly enough: number;
}

interface Waiting {
  readonly until: number;
  readonly then: (evidence: Evidence) => void;
}

export function createGatherer(options: GathererOptions): Gatherer {
  const { clock, faults, start, seconds, affordable, locate, save } = options;
  const { leastSeconds = 0 } = options;
  let evidence = NO_EVIDENCE;
  let running: Running | undefined;
  let looking = false;
  let waiting: Waiting | undefined;
  let latest: LeakVerdict | undefined;
  let rested = Number.NEGATIVE_INFINITY;
  let possible = true;
  /** What is found of an alarm that is over is not taken for that of the next. */
  let alarm = 0;

  const begin = (verdict: LeakVerdict): void => {
    const now = clock.now();
    if (running || looking || !possible || now < rested) return;
    if (!affordable(verdict)) {
      faults.report(TOO_LARGE);
      return;
    }
    const { value, limit } = verdict;
    const wanted = ((limit - value) * GROWTH_RATIO) / SAMPLES_WANTED;
    const sampleBytes = Math.round(Math.min(MOST_BYTES, Math.max(FEWEST_BYTES, wanted)));
    try {
      const sampling = start(sampleBytes);
      const enough = value + SAMPLES_NEEDED * sampleBytes;
      running = { sampling, begin: now, end: now + seconds, collected: undefined, enough };
    } catch (error) {
      possible = false;
      faults.report('the allocation sites of leaks cannot be found', error);
    }
  };

  const tell = (): void => {
    const waited = waiting;
    waiting = undefined;
    if (waited) faults.guard('a leak could not be reported', () => waited.then(evidence));
  };

  const end = ({ begin }: Running): void => {
    running = undefined;
    rested = 2 * clock.now() - begin;
  };

  const drop = (): void => {
    const dropped = running;
    if (dropped) end(dropped);
    faults.guard('the sampling of allocations could not be ended', () =>
      dropped?.sampling[Symbol.dispose](),
    );
  };

  const look = async ({ sampling, begin, collected }: Running, of: number): Promise<void> => {
    const sampled = (collected ?? clock.now()) - begin;
    const { samples, profile } = await sampling.stop((latest?.growthRate ?? 0) * sampled);
    const saved =
      profile &&
      save?.(profile).catch((error: unknown) => {
        faults.report('the heap profile could not be written', error);
        return undefined;
      });
    const culprits = await locate(culpritsOf(samples));
    const profileFile = await saved;
    if (of === alarm) evidence = { culprits, profileFile };
  };

  const finish = (ended: Running): void => {
    end(ended);
    looking = true;
    look(ended, alarm)
      .catch((error: unknown) => faults.report('sampled allocations could not be read', error))
      .finally(() => {
        looking = false;
        tell();
      });
  };

  const advance = (): void => {
    if (!running || !latest) return;
    const now = clock.now();
    const seen = latest.value >= running.enough && now >= running.begin + leastSeconds;
    const ready = waiting && (now >= waiting.until || seen);
    if (!ready && now < running.end) return;
    if (affordable(latest)) {
      finish(running);
      return;
    }
    faults.report(TOO_LARGE);
    drop();
    tell();
  };

  return {
    get evidence() {
      return evidence;
    },
    push(verdict) {
      const before = latest?.state;
      latest = verdict;
      const { state } = verdict;
      if (state === 'none' || state === 'unknown') {
        drop();
        tell();
        alarm += 1;
        evidence = NO_EVIDENCE;
        return;
      }
      if (state !== before && evidence.culprits.length === 0) begin(verdict);
      advance();
    },
    collected() {
      if (!running) return;
      running.collected = clock.now();
      running.sampling.collected?.();
    },
    tick: advance,
    settle(then) {
      tell();
      const left = (latest?.timeLeftSeconds ?? Number.POSITIVE_INFINITY) * PATIENCE_RATIO;
      waiting = { until: clock.now() + Math.min(PATIENCE_SECONDS, left), then };
      advance();
      if (!running && !looking) tell();
    },
    [Symbol.dispose]() {
      drop();
      tell();
      alarm += 1;
    },
  };
}

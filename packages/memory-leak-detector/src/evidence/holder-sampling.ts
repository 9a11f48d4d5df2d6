import type { Clock } from '@plimsoll/kernel';
import type { AllocationSample } from './allocation.ts';
import type { Sampling } from './heap-sampling.ts';

/** What holds memory outside of the heap may be a hundred bytes in it, and a few a second. */
const FINEST_BYTES = 2 ** 10;

/** Such samples are many, and those of five minutes are read in a moment. */
const MOST_SECONDS = 300;

export interface HolderSources {
  readonly clock: Clock;
  readonly start: (finestBytes: number) => Sampling;
  /** Whether a look would not make the process stand still for too long. */
  readonly affordable: () => boolean;
}

/**
 * Samples the objects on the heap that may hold memory outside of it, for five minutes at most: who makes those that stay is behind that
 * memory too. What Node.js makes all alone is left out, for it makes a little for every timer.
 */
export function startHolderSampling({ clock, start, affordable }: HolderSources): Sampling {
  const sampling = start(FINEST_BYTES);
  let sampled: ReturnType<typeof read> | undefined;
  const read = async () => {
    if (!affordable()) {
      sampling[Symbol.dispose]();
      throw new Error('the process would stand still for too long');
    }
    const { samples, profile } = await sampling.stop(0);
    return { samples: samples.filter(isOfApplication), profile };
  };
  const over = clock.after(MOST_SECONDS, () => {
    sampled = read();
    // Whoever asks is told.
    sampled.catch(() => {});
  });
  return {
    stop() {
      over[Symbol.dispose]();
      sampled ??= read();
      return sampled;
    },
    [Symbol.dispose]() {
      over[Symbol.dispose]();
      if (!sampled) sampling[Symbol.dispose]();
    },
  };
}

function isOfApplication({ stack }: AllocationSample): boolean {
  return stack.some(({ file }) => !file.startsWith('node:'));
}

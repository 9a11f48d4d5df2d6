import type { Sampling } from './heap-sampling.ts';

/** From this share of the growth on, what was seen being made tells who makes it. */
const SEEN_RATIO = 0.5;

/**
 * Samples the buffers that are seen being made, and what holds external memory for the case that they do not account for its growth:
 * typed arrays, sockets, files and WebAssembly make their own.
 */
export function startExternalSampling(buffers: Sampling, holders: Sampling | undefined): Sampling {
  return {
    collected: () => buffers.collected?.(),
    async stop(expected) {
      const seen = await buffers.stop(expected);
      const bytes = seen.samples.reduce((sum, sample) => sum + sample.bytes, 0);
      if (!holders) return seen;
      if (bytes > 0 && bytes >= SEEN_RATIO * expected) {
        holders[Symbol.dispose]();
        return seen;
      }
      try {
        const held = await holders.stop(expected);
        return held.samples.length > 0 ? held : seen;
      } catch (error) {
        if (bytes > 0) return seen;
        throw error;
      }
    },
    [Symbol.dispose]() {
      buffers[Symbol.dispose]();
      holders?.[Symbol.dispose]();
    },
  };
}

/** nvmlReturn_t of nvml.h, as far as it is told in words. */
const WORDS: Readonly<Record<number, string>> = {
  1: 'NVML is not initialized',
  13: 'the library lacks a function',
  4: 'no permission',
  9: 'the NVIDIA driver is not loaded',
  15: 'the GPU is lost',
  16: 'the GPU needs a reset',
  17: 'the operating system blocks the GPU',
  18: 'the NVIDIA driver and its library are of different versions',
  28: 'there is no GPU',
  999: 'an internal error of the NVIDIA driver',
};

/** What the code of a call means. */
export function wordsOf(result: number): string {
  return WORDS[result] ?? `NVML error ${result}`;
}

/** The GPU does not answer any more, and may do so after a reset: lost, reset required. */
const LOST = new Set([15, 16]);
/** The driver went while we used it: uninitialized, not loaded, blocked, of another version. */
const GONE = new Set([1, 9, 17, 18]);
/** It cannot be told of this GPU: wrong argument, unsupported, not permitted, not found, no such function, no data, version. */
const ABSENT = new Set([2, 3, 4, 6, 13, 21, 22, 25, 26, 27]);

/** One GPU cannot be asked any more. */
export class GpuLost extends Error {}

/** No GPU can be asked any more. */
class DriverGone extends Error {}

/** The answers of one GPU. */
export interface Answers {
  /** Whether an answer was a fault that is neither the end of the GPU nor for want of support. */
  readonly degraded: boolean;
  /**
   * Whether the call succeeded; one that the library lacks did not. Throws `GpuLost` or `DriverGone` where nothing
   * else can be asked.
   */
  ok(call: Promise<number> | undefined): Promise<boolean>;
}

export function createAnswers(): Answers {
  let degraded = false;
  return {
    get degraded() {
      return degraded;
    },
    async ok(call) {
      const result = await call;
      if (result === undefined) return false;
      if (LOST.has(result)) throw new GpuLost(wordsOf(result));
      if (GONE.has(result)) throw new DriverGone(wordsOf(result));
      if (result !== 0 && !ABSENT.has(result)) degraded = true;
      return result === 0;
    },
  };
}

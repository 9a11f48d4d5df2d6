import { Session } from 'node:inspector';
import { fakeClock } from '@plimsoll/kernel';
import { MemoryLeakInstrumentation } from '@plimsoll/memory-leak-detector';

const MEBIBYTE = 2 ** 20;

/** The head-room of the heap of the benchmark. */
const LIMIT = 256 * MEBIBYTE;

/** Suspicion takes 5 % of it, a minute at this growth; confirmation never comes. */
const GROWTH_BYTES = 2 * MEBIBYTE;
const COLLECTIONS = 30;
const INTERVAL_SECONDS = 5;

/** How long it is measured how much is allocated, before sampling is as fine as that allows. */
const METER_SECONDS = 4;

/** Throws where no allocations are sampled: what does nothing costs nothing. */
function checkSampling(): void {
  const session = new Session();
  session.connect();
  session.post('HeapProfiler.getSamplingProfile', (error) => {
    session.disconnect();
    if (error) throw new Error('no allocations are sampled');
  });
}

/**
 * A detector that is made to suspect a leak of the heap and of external memory, while `step` allocates: what it looks at is made up,
 * and what it does about it is real.
 */
export function suspectedLeak(step: () => Promise<unknown>): {
  begin(): Promise<void>;
  end(): void;
} {
  const clock = fakeClock();
  const memory = { heap: 0, external: 0 };
  let collected = (): void => {};
  let checked = false;
  const instrumentation = new MemoryLeakInstrumentation(
    { enabled: false, warmupMillis: 0, confirmedHeadroomRatio: 1 },
    {
      clock,
      sources: {
        watchFullCollections(onFullCollection) {
          collected = onFullCollection;
          return { [Symbol.dispose]: () => {} };
        },
        recordCollections: () => ({ next: () => undefined, [Symbol.dispose]: () => {} }),
        readHeapAfterGc: () => ({ old_space: memory.heap }),
        memoryUsage: () => ({ rss: LIMIT, heapTotal: memory.heap, external: memory.external }),
        fileShare: () => undefined,
        oldSpaceLimit: () => LIMIT,
        constrainedMemory: () => 0,
        totalMemory: () => 64 * LIMIT,
        utilization: () => 1,
      },
    },
  );
  return {
    async begin() {
      memory.heap = 20 * MEBIBYTE;
      memory.external = 20 * MEBIBYTE;
      instrumentation.enable();
      for (let left = COLLECTIONS; left > 0 && !suspected(); left--) {
        clock.advance(INTERVAL_SECONDS);
        memory.heap += GROWTH_BYTES;
        memory.external += GROWTH_BYTES;
        collected();
      }
      if (!suspected()) throw new Error('nothing is suspected');
      const start = performance.now();
      while (performance.now() < start + METER_SECONDS * 1000) await step();
      clock.advance(METER_SECONDS);
      if (!checked) checkSampling();
      checked = true;
    },
    end: () => instrumentation.disable(),
  };

  function suspected(): boolean {
    const { heap, external } = instrumentation.read();
    return heap.state === 'suspected' && external.state === 'suspected';
  }
}

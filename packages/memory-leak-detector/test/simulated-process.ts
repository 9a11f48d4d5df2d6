import { type FakeClock, fakeClock } from '@plimsoll/kernel';
import { onTestFinished } from 'vitest';
import type { EvidenceSources } from '../src/evidence/evidence.ts';
import { MemoryLeakInstrumentation, type MemoryLeakOptions } from '../src/index.ts';
import type { WatchWorkers } from '../src/limit/worker-heaps.ts';
import type { MemorySources } from '../src/samples/sources.ts';
import { type TestSdk, testSdk } from './sdk.ts';

export const MEBIBYTE: number = 2 ** 20;

export interface SimulatedProcess extends TestSdk {
  readonly clock: FakeClock;
  readonly memory: { heap: number; external: number; native: number };
  readonly watchers: ReadonlySet<() => void>;
  readonly instrumentation: MemoryLeakInstrumentation;
  /** Lives for a while with a full collection every five seconds and growth by the second. */
  live(
    seconds: number,
    growth?: { readonly [area in 'heap' | 'external' | 'native']?: number },
  ): void;
  /** Stands still for so long: no timer comes, and time goes on. */
  stop(seconds: number): void;
}

/**
 * A process whose memory and collections the test makes, until the test is over; without `evidence` none is gathered. More than ten
 * that listen for the warnings of the real process would be told of by one, as listeners beyond the limit.
 */
export function process(
  options: MemoryLeakOptions = {},
  change: Partial<MemorySources> = {},
  evidence?: EvidenceSources,
  workers: WatchWorkers = () => ({ [Symbol.dispose]: () => {} }),
): SimulatedProcess {
  const clock = fakeClock();
  let stopped = 0;
  const sdk = testSdk();
  const memory = { heap: 10 * MEBIBYTE, external: 2 * MEBIBYTE, native: 40 * MEBIBYTE };
  const watchers = new Set<() => void>();
  const sources: MemorySources = {
    watchFullCollections(onFullCollection) {
      watchers.add(onFullCollection);
      return { [Symbol.dispose]: () => void watchers.delete(onFullCollection) };
    },
    recordCollections: () => ({ next: () => undefined, [Symbol.dispose]: () => {} }),
    readHeapAfterGc: () => ({ old_space: memory.heap - MEBIBYTE, code_space: MEBIBYTE }),
    memoryUsage: () => ({
      rss: memory.heap + memory.external + memory.native,
      heapTotal: memory.heap,
      external: memory.external,
    }),
    fileShare: () => 0,
    oldSpaceLimit: () => 128 * MEBIBYTE,
    constrainedMemory: () => 0,
    totalMemory: () => 16 * 1024 * MEBIBYTE,
    utilization: () => 0.5,
    ...change,
  };
  const all = { warmupMillis: 0, minBinMillis: 1000, evidence: evidence !== undefined, ...options };
  const own = { ...clock, now: () => clock.now() + stopped };
  const internals = { clock: own, sources, workers, ...(evidence && { evidence }) };
  const instrumentation = new MemoryLeakInstrumentation(all, internals);
  instrumentation.setMeterProvider(sdk.meterProvider);
  instrumentation.setLoggerProvider(sdk.loggerProvider);
  onTestFinished(() => instrumentation.disable());
  return {
    ...sdk,
    clock,
    memory,
    watchers,
    instrumentation,
    live(seconds, growth = {}) {
      for (let second = 0; second < seconds; second += 5) {
        clock.advance(5);
        memory.heap += 5 * (growth.heap ?? 0);
        memory.external += 5 * (growth.external ?? 0);
        memory.native += 5 * (growth.native ?? 0);
        for (const watcher of watchers) watcher();
      }
    },
    stop(seconds) {
      stopped += seconds;
    },
  };
}

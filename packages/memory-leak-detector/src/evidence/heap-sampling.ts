import type { AllocationSample } from './allocation.ts';
import { type SamplingProfile, samplesOf } from './culprits.ts';
import { type Inspection, type Inspector, inspect } from './inspect.ts';

/** Allocations that are being sampled; disposing ends it without a look at them. */
export interface Sampling extends Disposable {
  /** To be told of each full collection, where that matters. */
  collected?(): void;
  /** Ends it and gives what was sampled and lives; by its rate the area has grown by `expected` bytes. */
  stop(expected: number): Sampled | Promise<Sampled>;
}

interface Sampled {
  readonly samples: readonly AllocationSample[];
  /** What a `.heapprofile` holds, where there is one. */
  readonly profile: SamplingProfile | undefined;
}

/** Of the own thread, which answers at once. */
export interface OwnSampling extends Sampling {
  stop(): Sampled;
}

/** Always with a profile. */
interface HeapSampling extends OwnSampling {
  stop(): Sampled & { readonly profile: SamplingProfile };
}

export const STACK_DEPTH = 32;

/** What Node 26 has; `@types/node` of 24 does not. */
interface NativeProfiler {
  startHeapProfile?(options: { sampleInterval: number; stackDepth: number }): { stop(): string };
}

/** The modules of the runtime; a test hands in others. */
export interface ProfilerModules {
  readonly v8: NativeProfiler | undefined;
  readonly inspector: Inspector;
}

export function profilerModules(): ProfilerModules {
  return {
    v8: process.getBuiltinModule('node:v8') as NativeProfiler | undefined,
    inspector: process.getBuiltinModule('node:inspector'),
  };
}

/** Whether what is sampled can be read without a full collection: from Node 26 on. */
export function readsWithoutCollection({ v8 }: ProfilerModules): boolean {
  return v8?.startHeapProfile !== undefined;
}

/**
 * Samples one allocation in `sampleBytes` with V8's sampling heap profiler, of which an isolate has one: throws where somebody
 * else has it, or where it is not to be had.
 */
export function startHeapSampling(
  sampleBytes: number,
  modules: ProfilerModules = profilerModules(),
): HeapSampling {
  const { v8, inspector } = modules;
  if (v8?.startHeapProfile) {
    const handle = v8.startHeapProfile({ sampleInterval: sampleBytes, stackDepth: STACK_DEPTH });
    return samplingOf(
      () => JSON.parse(handle.stop()) as SamplingProfile,
      () => void handle.stop(),
    );
  }
  const inspection = inspect(inspector);
  try {
    // A second start would succeed, change nothing and let whoever stops first end both.
    if (isSampling(inspection)) throw new Error('another heap profiler is in use');
    const options = { samplingInterval: sampleBytes, stackDepth: STACK_DEPTH };
    inspection.post('HeapProfiler.startSampling', options);
  } catch (error) {
    inspection[Symbol.dispose]();
    throw error;
  }
  return samplingOf(
    () => {
      try {
        return inspection.post('HeapProfiler.stopSampling').profile as SamplingProfile;
      } finally {
        inspection[Symbol.dispose]();
      }
    },
    // Unlike `stopSampling` this ends it without a full collection.
    () => inspection[Symbol.dispose](),
  );
}

function isSampling(inspection: Inspection): boolean {
  try {
    inspection.post('HeapProfiler.getSamplingProfile');
    return true;
  } catch {
    return false;
  }
}

function samplingOf(stop: () => SamplingProfile, abandon: () => void): HeapSampling {
  return {
    stop() {
      const profile = stop();
      return { samples: samplesOf(profile), profile };
    },
    [Symbol.dispose]: abandon,
  };
}

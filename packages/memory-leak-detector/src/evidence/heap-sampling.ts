import type { Session } from 'node:inspector';
import { type AllocationSample, type SamplingProfile, samplesOf } from './culprits.ts';

/** Allocations that are being sampled; disposing ends it without a look at them. */
export interface Sampling extends Disposable {
  /** To be told of each full collection, where that matters. */
  collected?(): void;
  /** Ends it and gives what was sampled and lives. */
  stop(): Sampled;
}

interface Sampled {
  readonly samples: readonly AllocationSample[];
  /** What a `.heapprofile` holds, where there is one. */
  readonly profile: SamplingProfile | undefined;
}

const STACK_DEPTH = 32;

/** What Node 26 has; `@types/node` of 24 does not. */
interface NativeProfiler {
  startHeapProfile?(options: { sampleInterval: number; stackDepth: number }): { stop(): string };
}

/** The modules of the runtime; a test hands in others. */
export interface ProfilerModules {
  readonly v8: NativeProfiler | undefined;
  readonly inspector: { readonly Session: new () => Session } | undefined;
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
): Sampling {
  const { v8, inspector } = modules;
  if (v8?.startHeapProfile) {
    const handle = v8.startHeapProfile({ sampleInterval: sampleBytes, stackDepth: STACK_DEPTH });
    return samplingOf(
      () => JSON.parse(handle.stop()) as SamplingProfile,
      () => void handle.stop(),
    );
  }
  if (!inspector) throw new Error('this runtime has no inspector');
  const session = new inspector.Session();
  session.connect();
  try {
    // A second start would succeed, change nothing and let whoever stops first end both.
    if (attempt(session, 'HeapProfiler.getSamplingProfile').error === undefined)
      throw new Error('another heap profiler is in use');
    const options = { samplingInterval: sampleBytes, stackDepth: STACK_DEPTH };
    const { error } = attempt(session, 'HeapProfiler.startSampling', options);
    if (error) throw error;
  } catch (error) {
    session.disconnect();
    throw error;
  }
  return samplingOf(
    () => {
      const { error, profile } = attempt(session, 'HeapProfiler.stopSampling');
      session.disconnect();
      if (!profile) throw error;
      return profile;
    },
    // Unlike `stopSampling` this ends it without a full collection.
    () => session.disconnect(),
  );
}

function samplingOf(stop: () => SamplingProfile, abandon: () => void): Sampling {
  return {
    stop() {
      const profile = stop();
      return { samples: samplesOf(profile), profile };
    },
    [Symbol.dispose]: abandon,
  };
}

interface Answer {
  readonly error?: Error;
  readonly profile?: SamplingProfile;
}

/** A session of the own thread answers before `post` returns. */
function attempt(session: Session, method: string, options: object = {}): Answer {
  let answer: Answer = { error: new Error(`${method} gave no answer`) };
  session.post(method, options, (error: Error | null, result?: object) => {
    answer = error ? { error } : { ...result };
  });
  return answer;
}

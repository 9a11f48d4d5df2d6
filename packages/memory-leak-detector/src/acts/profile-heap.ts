import { getHeapStatistics } from 'node:v8';
import { numberOption, readOptions } from '@plimsoll/kernel';
import { type Culprit, culpritsOf, type SamplingProfile } from '../evidence/culprits.ts';
import { deoptimize } from '../evidence/deoptimize.ts';
import {
  profilerModules,
  readsWithoutCollection,
  startHeapSampling,
} from '../evidence/heap-sampling.ts';
import { originalPositions } from '../evidence/source-positions.ts';
import { elapsed, keepProfile, PROFILE_OPTIONS, type ProfileOptions } from './profile.ts';
import { failure, type Refusal, tooLong } from './refusal.ts';

export interface HeapProfileOptions extends ProfileOptions {
  /** One allocation in so many bytes is sampled, 1 KiB to 1 GiB; 524 288 by default, which costs less than 1 %. */
  readonly sampleBytes?: number;
  /**
   * Neither the beginning nor the look at the end must be expected to make the process stand still for longer, 0 to 1 min;
   * 1000 by default.
   */
  readonly maxPauseMillis?: number;
}

export interface HeapProfile {
  readonly done: true;
  /** As `.heapprofile` files hold it. */
  readonly profile: SamplingProfile;
  /** The functions whose allocations of the whole time are still alive, most first. */
  readonly culprits: readonly Culprit[];
  readonly path: string | undefined;
}

const OPTIONS = {
  ...PROFILE_OPTIONS,
  sampleBytes: numberOption(512 * 1024, { min: 1024, max: 2 ** 30, integer: true }),
  maxPauseMillis: numberOption(1000, { min: 0, max: 60_000 }),
};

/** Two full collections at the most, or a deoptimisation. */
const SECONDS_PER_BYTE = 1.2e-3 / 2 ** 20;

/**
 * Samples allocations for a while and tells who made what is alive at the end. Nothing of it is done where another heap profiler is
 * in use. Throws a `TypeError` or `RangeError` for bad options and nothing else.
 */
export async function profileHeap(options?: HeapProfileOptions): Promise<HeapProfile | Refusal> {
  const terms = readOptions(OPTIONS, options, 'profileHeap');
  const collects = !readsWithoutCollection(profilerModules());
  const pauseMillis = (): number => getHeapStatistics().used_heap_size * SECONDS_PER_BYTE * 1000;
  const predict = (): number => (collects ? pauseMillis() / 1000 : 0);
  const exceeds = (): boolean => predict() * 1000 > terms.maxPauseMillis;
  if (exceeds()) return tooLong(predict());
  if (pauseMillis() <= terms.maxPauseMillis) deoptimize(profilerModules());
  let sampling: ReturnType<typeof startHeapSampling>;
  try {
    sampling = startHeapSampling(terms.sampleBytes);
  } catch (error) {
    return failure('unavailable', error);
  }
  await elapsed(terms);
  if (exceeds()) {
    sampling[Symbol.dispose]();
    return tooLong(predict());
  }
  try {
    const { samples, profile } = sampling.stop();
    const path = await keepProfile(terms, profile);
    return { done: true, profile, culprits: await originalPositions(culpritsOf(samples)), path };
  } catch (error) {
    return failure('failed', error);
  }
}

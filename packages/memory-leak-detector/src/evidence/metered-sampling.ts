import type { Clock } from '@plimsoll/kernel';
import type { AllocationMeter } from '../samples/allocation-rate.ts';
import { isOwn } from './allocation.ts';
import type { Sampling } from './heap-sampling.ts';

/** How long it is measured how much is allocated before sampling is as fine as that allows, and how often from then on. */
const METER_SECONDS = 4;
const CHECK_SECONDS = 1;

/** A sample takes 2 to 5 us: a hundredth of a core at most. */
const SAMPLES_A_SECOND = 2000;

/** More than the load flickers. */
const TOO_FINE_RATIO = 2;

/** One allocation in so many bytes costs nothing that could be measured, whatever is allocated. */
const COARSE_BYTES = 128 * 2 ** 10;

export interface MeteredSources {
  readonly clock: Clock;
  readonly startHeapSampling: (sampleBytes: number) => Sampling;
  /** Has V8 charge each function with what it allocates, for a while; it takes a pause. */
  readonly deoptimize: () => void;
  /** `undefined` where that cannot be told: then sampling stays coarse. */
  readonly measureAllocation: () => AllocationMeter | undefined;
}

/**
 * Samples coarsely, and once it is known how much is allocated anew: one allocation in `finestBytes`, or in as many more as cost too much
 * otherwise; and anew where much more is allocated later. Throws where the profiler is in use; where somebody takes
 * it between the two the look fails.
 */
export function startMeteredSampling(
  { clock, startHeapSampling, deoptimize, measureAllocation }: MeteredSources,
  finestBytes: number,
): Sampling {
  let bytes = COARSE_BYTES;
  let sampling: Sampling | undefined = startHeapSampling(bytes);
  let failure: unknown;
  const meter = measureAllocation();
  let allocated = meter?.read() ?? 0;
  const affordableAfter = (seconds: number): number => {
    if (!meter) return COARSE_BYTES;
    const before = allocated;
    allocated = meter.read();
    const wanted = (allocated - before) / seconds / SAMPLES_A_SECOND;
    return Math.round(Math.min(COARSE_BYTES, Math.max(finestBytes, wanted)));
  };
  const restart = (sampleBytes: number): void => {
    bytes = sampleBytes;
    sampling?.[Symbol.dispose]();
    sampling = undefined;
    try {
      // What it allocates itself is not sampled.
      deoptimize();
      sampling = startHeapSampling(bytes);
    } catch (error) {
      failure = error;
    }
  };
  const check = (): void => {
    const affordable = affordableAfter(CHECK_SECONDS);
    if (sampling && affordable > TOO_FINE_RATIO * bytes) restart(affordable);
  };
  let checks: Disposable | undefined;
  const measured = clock.after(METER_SECONDS, () => {
    restart(affordableAfter(METER_SECONDS));
    if (bytes < COARSE_BYTES) checks = clock.every(CHECK_SECONDS, check);
    else meter?.[Symbol.dispose]();
  });
  const end = (): void => {
    for (const each of [measured, checks, meter]) each?.[Symbol.dispose]();
  };
  return {
    async stop(expected) {
      end();
      if (!sampling) throw failure;
      const { samples, profile } = await sampling.stop(expected);
      return { samples: samples.filter((sample) => !isOwn(sample)), profile };
    },
    [Symbol.dispose]() {
      end();
      sampling?.[Symbol.dispose]();
    },
  };
}

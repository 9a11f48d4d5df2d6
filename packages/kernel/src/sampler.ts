import type { Clock } from './clock.ts';
import type { Faults } from './fault.ts';

/** Takes samples on our own clock, so that any number of metric readers see the same values. */
export interface Sampler extends Disposable {
  /** Takes a first sample at once and then one at every tick; `now` is monotonic seconds. */
  add(name: string, sample: (now: number) => void): Disposable;
  /** Takes a sample of everything now. */
  sample(): void;
}

/** A sampler whose pace can be changed while it runs. */
export interface PacedSampler extends Sampler {
  /** The next sample is due `intervalSeconds` from now. */
  pace(intervalSeconds: number): void;
}

export interface SamplerOptions {
  readonly clock: Clock;
  readonly intervalSeconds: number;
  readonly faults: Faults;
}

/** One timer for all samples; a sample that throws is reported once and does not disturb the others. */
export function createSampler({ clock, intervalSeconds, faults }: SamplerOptions): PacedSampler {
  const samples = new Map<
    object,
    { readonly name: string; readonly take: (now: number) => void }
  >();
  const take = ({ name, take: run }: { name: string; take: (now: number) => void }): void => {
    faults.guard(`${name}: sample failed`, () => run(clock.now()));
  };
  const sample = (): void => {
    for (const each of samples.values()) take(each);
  };
  let timer = clock.every(intervalSeconds, sample);
  return {
    sample,
    pace(seconds) {
      timer[Symbol.dispose]();
      timer = clock.every(seconds, sample);
    },
    add(name, run) {
      const key = {};
      const entry = { name, take: run };
      samples.set(key, entry);
      take(entry);
      return { [Symbol.dispose]: () => void samples.delete(key) };
    },
    [Symbol.dispose]() {
      timer[Symbol.dispose]();
      samples.clear();
    },
  };
}

import type { Faults, Sampler } from '@plimsoll/kernel';
import { nothing } from '@plimsoll/kernel';
import type { ProbeState } from './readings.ts';

/** A sensor under guard: a fault of it is told, waited out and tried again, and never reaches the application. */
export interface Probe extends Disposable {
  readonly state: ProbeState;
  /** Starts it, or takes a sample of it, unless it has to wait after a fault; `now` is monotonic seconds. */
  run(now: number): void;
}

/** What a sensor returns that learns only later whether the platform has its resource. */
export interface LateHandle extends Disposable {
  readonly unsupported: boolean;
}

export interface ProbeOptions {
  readonly name: string;
  readonly intervalSeconds: number;
  readonly faults: Faults;
  /** Starts the sensor with the sampler that the probe guards. */
  readonly start: (sampler: Sampler) => Disposable;
}

/** A sensor that goes on failing is tried at least so often, in seconds. */
const LONGEST_WAIT = 60;

export function createProbe({ name, intervalSeconds, faults, start }: ProbeOptions): Probe {
  const samples = new Map<object, (now: number) => void>();
  let state: ProbeState = 'active';
  let running: Disposable | undefined;
  let failures = 0;
  let waitUntil = Number.NEGATIVE_INFINITY;

  const attempt = (now: number): void => {
    if (running) for (const take of samples.values()) take(now);
    else
      running = start({
        add(_name, take) {
          const key = {};
          samples.set(key, take);
          take(now);
          return { [Symbol.dispose]: () => void samples.delete(key) };
        },
        sample: () => undefined,
        [Symbol.dispose]: () => samples.clear(),
      });
  };

  return {
    get state() {
      return state;
    },
    run(now) {
      if (now < waitUntil) return;
      try {
        attempt(now);
        state = isUnsupported(running) ? 'unsupported' : 'active';
        failures = 0;
      } catch (error) {
        if (!running) samples.clear();
        failures++;
        waitUntil = now + Math.min(LONGEST_WAIT, intervalSeconds * 2 ** failures);
        state = 'failing';
        faults.report(`${name}: failed, is tried again`, error);
      }
    },
    [Symbol.dispose]() {
      const handle = running;
      running = undefined;
      samples.clear();
      handle?.[Symbol.dispose]();
    },
  };
}

function isUnsupported(handle: Disposable | Partial<LateHandle> | undefined): boolean {
  return handle === nothing || (handle as Partial<LateHandle>).unsupported === true;
}

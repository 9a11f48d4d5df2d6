import type { Clock } from './clock.ts';
import type { Emitter } from './event.ts';
import type { Faults } from './fault.ts';
import type { LateMeter } from './late-meter.ts';
import type { Sampler } from './sampler.ts';

/** What every sensor is given. */
export interface SensorContext {
  readonly meter: LateMeter;
  readonly emitter: Emitter;
  readonly clock: Clock;
  readonly sampler: Sampler;
  readonly faults: Faults;
}

/**
 * Watches one resource from the call until it is disposed. It samples on our clock; its callbacks report the
 * last sample, since a difference taken inside a callback is halved by a second reader.
 */
export type Sensor<Options = undefined> = (context: SensorContext, options: Options) => Disposable;

/** What a sensor returns where the platform lacks its resource. */
export const nothing: Disposable = { [Symbol.dispose]() {} };

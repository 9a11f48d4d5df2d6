import type { ResourceReadings } from './readings.ts';

export interface SubscribeOptions {
  /** Its abort ends the subscription. */
  readonly signal?: AbortSignal;
}

/** What code can ask of the resources: pressure, admission, health and commands stand on it. */
export interface ResourceMonitor extends Disposable {
  /** The last sample, from memory; after the end, the last there was. */
  read(): ResourceReadings;
  /**
   * A fresh sample; never rejects. One that is younger than 100 ms (half an interval, where that is shorter) is fresh:
   * it is the answer again, since shares of so little time are noise. After the end, the last there was.
   */
  sample(): Promise<ResourceReadings>;
  /**
   * Calls `listener` with every sample from the next one on, until the answer is disposed, `signal` aborts or the
   * monitor is disposed. What it throws, or rejects with, is one diagnostic, and it goes on being called. Throws a
   * `TypeError` where `listener` is no function or `signal` no `AbortSignal`.
   */
  subscribe(listener: (readings: ResourceReadings) => void, options?: SubscribeOptions): Disposable;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from '@plimsoll/kernel';

interface Result {
  code: number;
  error?: Error;
}

interface Exporter<T> {
  export(items: T, done: (result: Result) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

/** An exporter that is out of the application's way. */
export interface GuestExporter<T> {
  export(items: T, done: (result: Result) => void): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
  /** From now on nothing is sent. */
  mute(): void;
}

/**
 * Takes what is exported at once and sends it in the background: the SDK's timers, which wait for the answer,
 * would keep the process alive. What fails is one warning, not one at every interval. `forceFlush` waits, but for
 * no longer than `flushMillis`, for those timers are set while it does.
 */
export function guestExporter<T>(
  inner: Exporter<T>,
  flushMillis: number,
  faults: Faults,
): GuestExporter<T> {
  const underway = new Set<Promise<void>>();
  let muted = false;
  const arrived = (): Promise<unknown> =>
    Promise.race([Promise.all(underway), sleep(flushMillis, undefined, { ref: false })]);
  const send = (items: T): Promise<void> =>
    new Promise((resolve) =>
      inner.export(items, ({ code, error }) => {
        if (code !== 0) faults.report('telemetry could not be exported', error);
        resolve();
      }),
    );
  return {
    export(items, done) {
      if (!muted) {
        const sending = send(items);
        underway.add(sending);
        void sending.then(() => underway.delete(sending));
      }
      done({ code: 0 });
    },
    async forceFlush() {
      // Not awaited: some wait for the answer there.
      void inner.forceFlush?.();
      await arrived();
    },
    async shutdown() {
      await arrived();
      await inner.shutdown();
    },
    mute() {
      muted = true;
    },
  };
}

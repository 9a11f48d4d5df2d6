import type { Meter, MeterProvider } from '@opentelemetry/api';

const instrument = { add() {}, record() {}, addCallback() {}, removeCallback() {} };

/** Takes all measurements and keeps none: for those who want no metrics, so that nothing is held for an SDK. */
export const discarding: MeterProvider = {
  getMeter: () =>
    ({
      createCounter: () => instrument,
      createGauge: () => instrument,
      createHistogram: () => instrument,
      createUpDownCounter: () => instrument,
      createObservableCounter: () => instrument,
      createObservableGauge: () => instrument,
      createObservableUpDownCounter: () => instrument,
      addBatchObservableCallback() {},
      removeBatchObservableCallback() {},
    }) as unknown as Meter,
};

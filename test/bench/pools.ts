import { PoolInstrumentation } from '@plimsoll/pool-instrumentation';
import { expectMetrics, startSdk, type Telemetry } from './sdk.ts';

/** The instrumentation of a pool, ready before its client is loaded. */
export interface PoolSetup {
  /** Throws where the operations were not seen. */
  check(): Promise<void>;
}

export type Setup = () => PoolSetup;

export const bare: Setup = () => ({ check: async () => {} });

const COUNTS = [
  'db.client.connection.count',
  'db.client.connection.idle.min',
  'db.client.connection.idle.max',
  'db.client.connection.limit',
  'db.client.connection.pending_requests',
];
const EVERY_METRIC = [...COUNTS, 'db.client.connection.wait_time', 'db.client.connection.use_time'];

/** Ours where the reader is ours too: it is handed finished histograms. */
export const observedByReader: Setup = () => {
  const instrumentation = new PoolInstrumentation();
  return observed(instrumentation, startSdk([instrumentation.metricProducer()]));
};

/** Ours with any SDK: every value goes through the api. */
export const observedByApi: Setup = () => observed(new PoolInstrumentation(), startSdk());

/** Nothing but what the pool says of itself. */
export const counted: Setup = () =>
  observed(new PoolInstrumentation({ measure: 'counts' }), startSdk(), COUNTS);

/** Ours with the reader ours, and no place of an acquire ever captured: what the default adds to it is the cost of finding leaks. */
export const observedWithoutSites: Setup = () => {
  const instrumentation = new PoolInstrumentation({ captureSites: 'never' });
  return observed(instrumentation, startSdk([instrumentation.metricProducer()]));
};

function observed(
  instrumentation: PoolInstrumentation,
  sdk: Telemetry,
  expected = EVERY_METRIC,
): PoolSetup {
  instrumentation.setMeterProvider(sdk.provider);
  return { check: async () => expectMetrics(await sdk.collect(), expected) };
}

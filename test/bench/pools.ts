import { PoolInstrumentation } from '@plimsoll/pool-instrumentation';
import { expectMetrics, startSdk, type Telemetry } from './sdk.ts';

/** The instrumentation of a pool, ready before its client is loaded. */
export interface PoolSetup {
  /** Throws where the operations were not seen. */
  check(): Promise<void>;
}

export type Setup = () => PoolSetup;

export const bare: Setup = () => ({ check: async () => {} });

const EVERY_METRIC = [
  'db.client.connection.count',
  'db.client.connection.idle.min',
  'db.client.connection.idle.max',
  'db.client.connection.limit',
  'db.client.connection.pending_requests',
  'db.client.connection.wait_time',
  'db.client.connection.use_time',
];

/** Ours where the reader is ours too: it is handed finished histograms. */
export const observedByReader: Setup = () => {
  const instrumentation = new PoolInstrumentation();
  return observed(instrumentation, startSdk([instrumentation.metricProducer()]));
};

/** Ours with any SDK: every value goes through the api. */
export const observedByApi: Setup = () => observed(new PoolInstrumentation(), startSdk());

function observed(instrumentation: PoolInstrumentation, sdk: Telemetry): PoolSetup {
  instrumentation.setMeterProvider(sdk.provider);
  return { check: async () => expectMetrics(await sdk.collect(), EVERY_METRIC) };
}

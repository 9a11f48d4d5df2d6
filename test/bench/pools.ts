import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PoolInstrumentation } from '@plimsoll/pool-instrumentation';
import { cpuPerOperation } from './measure.ts';
import { expectMetrics, startSdk, type Telemetry } from './sdk.ts';
import type { Subject } from './subject.ts';

/** The instrumentation of a pool, ready before its client is loaded. */
export interface PoolSetup {
  /** Throws where the operations were not seen. */
  check(): Promise<void>;
}

export type Setup = () => PoolSetup;

/** A pool that is ready to lend. */
export interface Lender {
  /** Acquires and releases so many times, one after the other. */
  borrow(times: number): Promise<void>;
  end(): Promise<unknown>;
}

/** Opens a pool, whose client it loads: the instrumentations hook what is loaded after them. */
export type OpenLender = () => Promise<Lender>;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/**
 * Acquires and releases under `setup`, after full collections as every process has seen them: what a `Map` of generic-pool is rebuilt
 * into lies in the old generation from then on, and a bare pool that has seen none would be 40 ns cheaper than it ever is.
 */
export function acquireAndRelease(open: OpenLender, setup: Setup): Subject {
  return async () => {
    const { check } = setup();
    const { borrow, end } = await open();
    try {
      await borrow(1);
      collectGarbage();
      collectGarbage();
      const value = await cpuPerOperation(borrow, { operations: 20_000, cpuMillis: 1200 });
      await check();
      return { value };
    } finally {
      await end();
    }
  };
}

/** The subjects that each client has. */
export function subjectsOf(client: string, open: OpenLender): Readonly<Record<string, Subject>> {
  return {
    [`pool.${client}.bare`]: acquireAndRelease(open, bare),
    [`pool.${client}.counts`]: acquireAndRelease(open, counted),
    [`pool.${client}.siteless`]: acquireAndRelease(open, observedWithoutSites),
    [`pool.${client}.all`]: acquireAndRelease(open, observedByReader),
    [`pool.${client}.all.api`]: acquireAndRelease(open, observedByApi),
  };
}

const bare: Setup = () => ({ check: async () => {} });

const COUNTS = [
  'db.client.connection.count',
  'db.client.connection.idle.min',
  'db.client.connection.idle.max',
  'db.client.connection.limit',
  'db.client.connection.pending_requests',
];
const EVERY_METRIC = [...COUNTS, 'db.client.connection.wait_time', 'db.client.connection.use_time'];

/** Ours where the reader is ours too: it is handed finished histograms. */
const observedByReader: Setup = () => {
  const instrumentation = new PoolInstrumentation();
  return observed(instrumentation, startSdk([instrumentation.metricProducer()]));
};

/** Ours with any SDK: every value goes through the api. */
const observedByApi: Setup = () => observed(new PoolInstrumentation(), startSdk());

/** Nothing but what the pool says of itself. */
const counted: Setup = () =>
  observed(new PoolInstrumentation({ measure: 'counts' }), startSdk(), COUNTS);

/** Ours with the reader ours, and no place of an acquire ever captured: what the default adds to it is the cost of finding leaks. */
const observedWithoutSites: Setup = () => {
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

import { DiagLogLevel, diag } from '@opentelemetry/api';
import { type FakeClock, fakeClock } from '@plimsoll/kernel';
import { afterEach, beforeEach, type Mock, vi } from 'vitest';
import { PoolHub } from '../../src/hub.ts';
import type { HubObservation } from '../../src/hub-observation.ts';
import type { PoolStats } from '../../src/pool.ts';
import { type TestSdk, testSdk } from '../sdk.ts';
import { type StubPool, stubAdapter, stubPool } from '../stub-pool.ts';

export const OPTIONS: HubObservation = {
  name: 'shop',
  leakThresholdSeconds: 30,
  captureSites: 'always',
  waitTargetSeconds: 0.01,
  leaveTo: [],
};

/** A hub by a clock and for an SDK of its own. */
export interface StartedHub {
  readonly clock: FakeClock;
  readonly hub: PoolHub;
  readonly sdk: TestSdk;
  observe(stats?: Partial<PoolStats>, options?: Partial<HubObservation>): StubPool;
}

export function startedHub(): StartedHub {
  const clock = fakeClock();
  const hub = new PoolHub(clock);
  const sdk = testSdk();
  hub.setMeterProvider(sdk.meterProvider);
  hub.setLoggerProvider(sdk.loggerProvider);
  hub.enable();
  const observe = (stats?: Partial<PoolStats>, options?: Partial<HubObservation>): StubPool => {
    const pool = stubPool(stats);
    hub.observe(pool, stubAdapter(), { ...OPTIONS, ...options });
    return pool;
  };
  return { clock, hub, sdk, observe };
}

/** What is told through `diag`, test by test. */
export function warnings(): Mock {
  const warned = vi.fn();
  beforeEach(() => {
    diag.setLogger(
      { warn: warned, error: warned, info: () => {}, debug: () => {}, verbose: () => {} },
      { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
    );
  });
  afterEach(() => {
    diag.disable();
    warned.mockReset();
  });
  return warned;
}

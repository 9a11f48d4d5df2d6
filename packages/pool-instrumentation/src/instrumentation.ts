import type { MeterProvider } from '@opentelemetry/api';
import {
  checkConstraints,
  createCleanup,
  createFaults,
  createThresholds,
  type InstrumentationConfig,
  type LoggerProviderLike,
  readOptions,
  type Thresholds,
} from '@plimsoll/kernel';
import { findOwnPools, hookClients } from './client-hooks.ts';
import type { Client } from './clients.ts';
import { healthCheckOf } from './health-check-options.ts';
import type { Attach } from './hooked-class.ts';
import { PoolHub } from './hub.ts';
import type { HubObservation } from './hub-observation.ts';
import { observationOf, type PoolOptions } from './observe-pool.ts';
import { CONSTRAINTS, OPTIONS } from './options.ts';
import type { PoolMetricProducer } from './producer.ts';
import { currentHub, joinHub, leaveHub } from './registry.ts';
import { type PoolThresholds, THRESHOLDS } from './thresholds.ts';
import { SCOPE } from './version.ts';

export interface PoolInstrumentationOptions extends InstrumentationConfig, PoolOptions {
  /** The clients whose pools are found by themselves: all that are known by default. */
  readonly clients?: readonly Client[];
}

/**
 * Reports the connection pools of the process by itself: each pool from its first use on, whether it was made before
 * this or is made later. It takes the place of the `Instrumentation` of `@opentelemetry/instrumentation`, in SDK 2.x
 * and 3.x. All instances of a process share their telemetry: what one is told of an SDK holds for all.
 */
export class PoolInstrumentation {
  readonly instrumentationName: string = SCOPE.name;
  readonly instrumentationVersion: string = SCOPE.version;
  /**
   * From which age on a loan counts as a suspected leak, to be changed while it runs: for the pools that this found by
   * itself, and those that it will find. A suspicion that was told is not taken back.
   */
  readonly thresholds: Thresholds<PoolThresholds>;
  #config: PoolInstrumentationOptions;
  #running: Disposable | undefined;
  #meterProvider: MeterProvider | undefined;
  #loggerProvider: LoggerProviderLike | undefined;
  #producing = false;

  constructor(options?: PoolInstrumentationOptions) {
    const config = readOptions(OPTIONS, options, 'PoolInstrumentation');
    healthCheckOf(config.healthCheck);
    checkConstraints(CONSTRAINTS, config);
    this.#config = config;
    this.thresholds = createThresholds({
      rules: THRESHOLDS,
      initial: config,
      where: 'PoolInstrumentation.thresholds',
      faults: createFaults(SCOPE.name),
    });
    this.thresholds.subscribe(({ leakThresholdMillis }) => {
      for (const pool of currentHub()?.watched() ?? [])
        if (pool.owner === this) pool.leakThresholdSeconds = leakThresholdMillis / 1000;
    });
    if (config.enabled) this.enable();
  }

  enable(): void {
    if (this.#running) return;
    const { clients, ...options } = readOptions(OPTIONS, this.#config, 'PoolInstrumentation');
    const faults = createFaults(SCOPE.name);
    const cleanup = createCleanup();
    const hub = joinHub(this, () => new PoolHub());
    cleanup.defer(() => leaveHub(this));
    if (this.#meterProvider) hub.setMeterProvider(this.#meterProvider);
    if (this.#loggerProvider) hub.setLoggerProvider(this.#loggerProvider);
    if (this.#producing) hub.recording.leaveApi();
    cleanup.defer(() => hub.detachAll(this));
    const { thresholds } = this;
    const observation = (): HubObservation => ({
      name: undefined,
      owner: this,
      ...observationOf({ ...options, ...thresholds.values }),
    });
    const attach: Attach = (pool, adapter, identity) =>
      hub.find(pool)?.provisional === false
        ? undefined
        : hub.observe(pool, adapter, { ...observation(), identity });
    faults.guard('hooking the clients failed', () => {
      cleanup.use(hookClients(clients, faults, attach));
      if (clients.includes('plimsoll')) cleanup.use(findOwnPools(faults, attach));
    });
    this.#running = cleanup;
  }

  disable(): void {
    const running = this.#running;
    this.#running = undefined;
    createFaults(SCOPE.name).guard('stop failed', () => running?.[Symbol.dispose]());
  }

  [Symbol.dispose](): void {
    this.disable();
  }

  setMeterProvider(provider: MeterProvider): void {
    this.#meterProvider = provider;
    currentHub()?.setMeterProvider(provider);
  }

  setLoggerProvider(provider: LoggerProviderLike): void {
    this.#loggerProvider = provider;
    currentHub()?.setLoggerProvider(provider);
  }

  /** Plimsoll makes no spans. */
  setTracerProvider(_provider: unknown): void {}

  getConfig(): PoolInstrumentationOptions {
    return { ...this.#config, ...this.thresholds.values, enabled: this.#running !== undefined };
  }

  /** Takes effect when it is next enabled, but for `leakThresholdMillis`, which does at once. */
  setConfig(config: PoolInstrumentationOptions): void {
    const { leakThresholdMillis, ...others } = readOptions(OPTIONS, config, 'PoolInstrumentation');
    healthCheckOf(others.healthCheck);
    checkConstraints(CONSTRAINTS, others);
    this.#config = { leakThresholdMillis, ...others };
    this.thresholds.set({ leakThresholdMillis });
  }

  /**
   * The cheap delivery of create, wait and use time: hand it to every reader that you build, as
   * `metricProducers: [instrumentation.metricProducer()]`. From this call on those three histograms go nowhere else.
   */
  metricProducer(): PoolMetricProducer {
    this.#producing = true;
    currentHub()?.recording.leaveApi();
    return {
      collect: async () =>
        currentHub()?.recording.collectHistograms() ?? {
          resourceMetrics: { resource: {} as never, scopeMetrics: [] },
          errors: [],
        },
    };
  }
}

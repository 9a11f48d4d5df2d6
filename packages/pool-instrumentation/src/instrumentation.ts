import type { MeterProvider } from '@opentelemetry/api';
import {
  createCleanup,
  createFaults,
  type InstrumentationConfig,
  type LoggerProviderLike,
  readOptions,
} from '@plimsoll/kernel';
import { type Client, hookClients } from './client-hooks.ts';
import { PoolHub } from './hub.ts';
import { observationOf, type PoolOptions } from './observe-pool.ts';
import { OPTIONS } from './options.ts';
import type { PoolMetricProducer } from './producer.ts';
import { currentHub, joinHub, leaveHub } from './registry.ts';
import { SCOPE } from './version.ts';

export interface PoolInstrumentationOptions extends InstrumentationConfig, PoolOptions {
  /** The clients whose pools are found by themselves: `pg` and `generic-pool` by default. */
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
  #config: PoolInstrumentationOptions;
  #running: Disposable | undefined;
  #meterProvider: MeterProvider | undefined;
  #loggerProvider: LoggerProviderLike | undefined;
  #producing = false;

  constructor(options?: PoolInstrumentationOptions) {
    const config = readOptions(OPTIONS, options, 'PoolInstrumentation');
    this.#config = config;
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
    if (this.#producing) hub.leaveApi();
    cleanup.defer(() => hub.detachAll(this));
    const observation = { name: undefined, owner: this, ...observationOf(options) };
    faults.guard('hooking the clients failed', () => {
      cleanup.use(
        hookClients(clients, faults, (pool, adapter) =>
          hub.find(pool) ? undefined : hub.observe(pool, adapter, observation),
        ),
      );
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
    return { ...this.#config, enabled: this.#running !== undefined };
  }

  /** Takes effect when it is next enabled. */
  setConfig(config: PoolInstrumentationOptions): void {
    this.#config = readOptions(OPTIONS, config, 'PoolInstrumentation');
  }

  /**
   * The cheap delivery of create, wait and use time: hand it to every reader that you build, as
   * `metricProducers: [instrumentation.metricProducer()]`. From this call on those three histograms go nowhere else.
   */
  metricProducer(): PoolMetricProducer {
    this.#producing = true;
    currentHub()?.leaveApi();
    return {
      collect: async () =>
        currentHub()?.collectHistograms() ?? {
          resourceMetrics: { resource: {} as never, scopeMetrics: [] },
          errors: [],
        },
    };
  }
}

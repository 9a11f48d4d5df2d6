import type { Cluster } from 'node:cluster';
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';
import {
  type Clock,
  createCleanup,
  createThresholds,
  type InstrumentationContext,
  InstrumentationHost,
  type OptionValues,
  readOptions,
  systemClock,
  type Thresholds,
  thresholdsIn,
} from '@plimsoll/kernel';
import type { ResourceMonitor, SubscribeOptions } from './monitor.ts';
import { OPTIONS, type ResourceOptions } from './options.ts';
import { PartMeter } from './part-meter.ts';
import { produceFrom, type ResourceMetricProducer } from './producer.ts';
import { openPortable, type Portable } from './read/portable.ts';
import { type Roots, SYSTEM_ROOTS } from './read/roots.ts';
import type { ResourceReadings } from './readings.ts';
import { OPTIONAL_SENSOR_NAMES } from './sensor-names.ts';
import { SENSOR_NAMES } from './sensors.ts';
import { type Resources, startResources } from './start.ts';
import { createSubscribers, type Subscribers } from './subscribers.ts';
import { type ResourceThresholds, THRESHOLDS } from './thresholds.ts';
import { SCOPE } from './version.ts';

/**
 * What it stands on; tests hand in their own.
 * @internal
 */
export interface Surroundings {
  readonly clock: Clock;
  readonly roots: Roots;
  /** Opens what tells of the machine on macOS and Windows; `undefined` elsewhere. */
  readonly portable: () => Portable | undefined;
  /** Whether this thread speaks for its process. */
  readonly mainThread: boolean;
  /** Whether this process may speak for its host. */
  readonly mainProcess: boolean;
}

/**
 * Metrics of the host, the container, the process and Node.js itself, and the readings behind them for code. One for
 * each process goes into the `instrumentations` of an SDK; without one it finds the global MeterProvider by itself.
 */
export class ResourceInstrumentation
  extends InstrumentationHost<ResourceOptions>
  implements ResourceMonitor
{
  #options: OptionValues<typeof OPTIONS>;
  readonly #surroundings: Surroundings;
  readonly #subscribers: Subscribers<ResourceReadings>;
  readonly #startMillis: number;
  #resources: Resources | undefined;

  /** How often samples are taken, and how far back the event loop delay reaches, to be changed while it runs. */
  readonly thresholds: Thresholds<ResourceThresholds>;

  /** Throws a `TypeError` for an unknown option or a wrong type, and a `RangeError` for a value out of range. */
  constructor(options?: ResourceOptions, surroundings: Partial<Surroundings> = {}) {
    const read = readOptions(OPTIONS, options, 'ResourceInstrumentation');
    super(SCOPE, read, surroundings.clock ?? systemClock);
    this.#options = read;
    const { faults } = this.context;
    this.#subscribers = createSubscribers(faults);
    this.thresholds = createThresholds({
      rules: THRESHOLDS,
      initial: read,
      where: 'ResourceInstrumentation.thresholds',
      faults,
    });
    this.#startMillis = this.context.clock.epochMillis();
    this.#surroundings = {
      clock: systemClock,
      roots: SYSTEM_ROOTS,
      portable: openPortable,
      mainThread: isMainThread,
      mainProcess: !isClusterWorker(),
      ...surroundings,
    };
    if (read.enabled) this.enable();
  }

  read(): ResourceReadings {
    const none = Object.fromEntries(SENSOR_NAMES.map((name) => [name, 'disabled']));
    return this.#resources?.read() ?? { probes: none as ResourceReadings['probes'] };
  }

  async sample(): Promise<ResourceReadings> {
    this.#resources?.sample();
    return this.read();
  }

  subscribe(
    listener: (readings: ResourceReadings) => void,
    options?: SubscribeOptions,
  ): Disposable {
    return this.#subscribers.add(listener, options);
  }

  /**
   * The cheap delivery of everything but the histograms: hand it to every reader that you build, as
   * `metricProducers: [instrumentation.metricProducer()]`, before the first collection. Until it is disposed those
   * metrics go nowhere else, and they come cumulative and without the views of the SDK.
   */
  metricProducer(): ResourceMetricProducer {
    const { meter, clock } = this.context;
    return produceFrom(meter, this.#startMillis, () => clock.epochMillis());
  }

  /** Takes effect when it is next enabled, but for `thresholds`, which do at once. Throws as the constructor does. */
  override setConfig(options: ResourceOptions): void {
    const read = readOptions(OPTIONS, options, 'ResourceInstrumentation');
    super.setConfig(read);
    this.#options = read;
    this.thresholds.set(thresholdsIn(THRESHOLDS, read));
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.#subscribers[Symbol.dispose]();
  }

  protected override start(context: InstrumentationContext): Disposable {
    const { roots, portable, mainThread, mainProcess } = this.#surroundings;
    const { disabledSensors, enabledSensors } = this.#options;
    const unasked = OPTIONAL_SENSOR_NAMES.filter((name) => !enabledSensors.includes(name));
    const meter = new PartMeter(context.meter, this.#options, context.faults);
    const { thresholds } = this;
    let { sampleIntervalMillis } = thresholds.values;
    const resources = startResources(
      { ...context, meter },
      {
        intervalSeconds: sampleIntervalMillis / 1000,
        delayWindowSeconds: () => thresholds.values.eventLoopDelayWindowMillis / 1000,
        peerLimit: this.#options.peerLimit,
        unitLimit: this.#options.unitLimit,
        disabled: [...disabledSensors, ...unasked],
        host: this.#options.host && mainThread && mainProcess,
        mainThread,
        roots,
        portable,
        sampled: (read) => this.#subscribers.tell(read),
      },
    );
    this.#resources = resources;
    const cleanup = createCleanup();
    cleanup.use(resources);
    cleanup.use(
      thresholds.subscribe((values) => {
        if (values.sampleIntervalMillis === sampleIntervalMillis) return;
        sampleIntervalMillis = values.sampleIntervalMillis;
        resources.pace(sampleIntervalMillis / 1000);
      }),
    );
    return cleanup;
  }
}

/** A worker talks to its primary: nobody else has to load the module, which takes as long as all of ours. */
function isClusterWorker(): boolean {
  return (
    process.send !== undefined &&
    (process.getBuiltinModule('cluster') as unknown as Cluster).isWorker
  );
}

import { type MeterProvider, metrics } from '@opentelemetry/api';
import { type Clock, systemClock } from './clock.ts';
import { createEmitter, type Emitter, type LoggerProviderLike } from './event.ts';
import { createFaults, type Faults } from './fault.ts';
import { LateMeter } from './late-meter.ts';

/** How often an instrumentation without an SDK looks for one; */
const SEARCH_SECONDS = 1;
/** after so many looks it does so seldom, for each wakes an idle process. */
const SEARCH_LOOKS = 60;
const LATE_SEARCH_SECONDS = 30;

export interface InstrumentationScope {
  /** The npm name of the package. */
  readonly name: string;
  readonly version: string;
}

/** What an instrumentation works with while it runs. */
export interface InstrumentationContext {
  readonly meter: LateMeter;
  readonly emitter: Emitter;
  readonly faults: Faults;
  readonly clock: Clock;
}

export interface InstrumentationConfig {
  /** Whether it starts when it is constructed; `true` by default. */
  readonly enabled?: boolean;
}

/**
 * The `Instrumentation` interface of `@opentelemetry/instrumentation` over the api alone, so that one build
 * serves SDK 2.x and 3.x. A subclass calls `enable()` at the end of its own constructor.
 */
export abstract class InstrumentationHost<Config extends InstrumentationConfig> {
  readonly instrumentationName: string;
  readonly instrumentationVersion: string;
  protected readonly context: InstrumentationContext;
  #config: Config;
  #running: Disposable | undefined;
  #search: Disposable | undefined;

  constructor(scope: InstrumentationScope, config: Config, clock: Clock = systemClock) {
    this.instrumentationName = scope.name;
    this.instrumentationVersion = scope.version;
    this.#config = config;
    const faults = createFaults(scope.name);
    this.context = {
      faults,
      clock,
      meter: new LateMeter(faults),
      emitter: createEmitter(scope.name, scope.version, faults),
    };
  }

  /** Starts every part; what it returns ends them all. It undoes what it began before it throws. */
  protected abstract start(context: InstrumentationContext): Disposable;

  enable(): void {
    if (this.#running) return;
    this.#running = this.context.faults.guard('start failed', () => this.start(this.context));
    if (this.#running) this.#followGlobal();
  }

  disable(): void {
    const running = this.#running;
    this.#running = undefined;
    this.#search?.[Symbol.dispose]();
    this.context.faults.guard('stop failed', () => running?.[Symbol.dispose]());
  }

  [Symbol.dispose](): void {
    this.disable();
  }

  setMeterProvider(provider: MeterProvider): void {
    this.#bind(provider);
    if (this.#running) this.#followGlobal();
  }

  setLoggerProvider(provider: LoggerProviderLike): void {
    this.context.emitter.bind(provider);
  }

  /** Plimsoll makes no spans. */
  setTracerProvider(_provider: unknown): void {}

  getConfig(): Config {
    return { ...this.#config, enabled: this.#running !== undefined };
  }

  setConfig(config: Config): void {
    this.#config = config;
  }

  /** An SDK that starts late, or without telling its instrumentations, is found by its global provider. */
  #followGlobal(): void {
    const { meter, emitter, clock } = this.context;
    this.#search?.[Symbol.dispose]();
    let looks = 0;
    const look = (): void => {
      if (!meter.bound) this.#bind(metrics.getMeterProvider());
      emitter.flush();
      looks++;
      const found = meter.bound && emitter.waiting === 0;
      if (found || looks === SEARCH_LOOKS) this.#search?.[Symbol.dispose]();
      if (!found && looks === SEARCH_LOOKS) this.#search = clock.every(LATE_SEARCH_SECONDS, look);
    };
    this.#search = clock.every(SEARCH_SECONDS, look);
    look();
  }

  /** A provider of the user's may throw; that must not end the start of the application. */
  #bind(provider: MeterProvider): void {
    this.context.faults.guard('no meter', () =>
      this.context.meter.bind(
        provider.getMeter(this.instrumentationName, this.instrumentationVersion),
      ),
    );
  }
}

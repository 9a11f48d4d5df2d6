import type { MeterProvider } from '@opentelemetry/api';
import type { Clock, Faults } from '@plimsoll/kernel';
import { ResourceInstrumentation, type ResourceMetricProducer } from '@plimsoll/otel-resources';
import { applicationLogs } from './api.ts';
import type { Instrumentation } from './compose.ts';
import { discarding } from './discarding.ts';
import { type ProvisionalMeterProvider, provisional } from './provisional.ts';
import type { OwnSdk } from './sdk/own.ts';

/** An SDK of the application's that comes within this time has the counts since the start. */
const FIRST_MINUTE_SECONDS = 60;

/** How much longer than the wait an SDK that has been seen coming is waited for. */
const PATIENCE = 10;

export interface SessionOptions {
  readonly instrumentations: readonly Instrumentation[];
  /** What `takeProducers` gives belongs to the readers of the SDK that is started. */
  readonly startOwn: (
    isEnding: boolean,
    takeProducers: () => ResourceMetricProducer[],
  ) => Promise<OwnSdk>;
  /** Whether an SDK of the application's is on its way. */
  readonly isExpected: () => boolean;
  readonly waitSeconds: number;
  readonly clock: Clock;
  readonly faults: Faults;
}

/**
 * To whom the instrumentations report: first to nobody, who loses nothing; then to the application's SDK, as
 * soon as there is one, or else to one of our own; and from that to the application's, should it come later.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #timers = new Set<Disposable>();
  readonly #producers: ResourceMetricProducer[] = [];
  #joined = false;
  #own: Promise<OwnSdk | undefined> | undefined;
  #sdk: OwnSdk | undefined;
  #provisional: ProvisionalMeterProvider | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { isExpected, waitSeconds } = options;
    let waits = 0;
    const decide = (): void => {
      waits++;
      if (isExpected() && waits < PATIENCE) return;
      wait[Symbol.dispose]();
      void this.#startOwn(false);
    };
    const wait = this.#every(Math.max(waitSeconds, 0.001), decide);
    const firstMinute = this.#every(FIRST_MINUTE_SECONDS, () => {
      firstMinute[Symbol.dispose]();
      this.#provisional?.settle();
    });
  }

  /** Whether an SDK of the application's has the telemetry. */
  get joined(): boolean {
    return this.#joined;
  }

  /** Whether a connection to this process is one of ours. */
  ownsSocket(socket: unknown): boolean {
    return this.#sdk?.ownsSocket(socket) ?? false;
  }

  /** Moves everything to the application's SDK. It has not counted what an SDK of our own has sent already. */
  join(provider: MeterProvider): void {
    const isFirst = !this.#joined;
    this.#joined = true;

    for (const producer of this.#producers.splice(0)) producer[Symbol.dispose]();
    this.#each((each) => each.setMeterProvider(provider));
    if (!isFirst) return;
    this.#stopTimers();
    const leaveLogs = (): void => this.#each((each) => each.setLoggerProvider(applicationLogs));
    leaveLogs();
    // An SDK registers its logs right after its metrics: what waited for them is handed over then.
    queueMicrotask(leaveLogs);
    const replayed = this.#options.faults.guard('early measurements are lost', () =>
      this.#provisional?.replay(provider),
    );
    void this.#sdk?.shutdown({ keepMetrics: replayed === true });
    this.#sdk = undefined;
  }

  /** Sends what has been measured, if that is ours to do. */
  async flush(): Promise<void> {
    if (this.#joined) return;
    await (await this.#startOwn(true))?.flush();
  }

  #startOwn(isEnding: boolean): Promise<OwnSdk | undefined> {
    this.#own ??= this.#options
      .startOwn(isEnding, () => this.#takeProducers())
      .then(
        (sdk) => this.#report(sdk),
        (error: unknown) => {
          this.#options.faults.report('no SDK could be started', error);
          return undefined;
        },
      );
    return this.#own;
  }

  #takeProducers(): ResourceMetricProducer[] {
    if (!this.#joined)
      this.#each((each) => {
        // Those of the pools cannot be taken back for an SDK of the application's that comes later.
        if (each instanceof ResourceInstrumentation) this.#producers.push(each.metricProducer());
      });
    return [...this.#producers];
  }

  #report(sdk: OwnSdk): OwnSdk | undefined {
    if (this.#joined) {
      void sdk.shutdown({ keepMetrics: true });
      return undefined;
    }
    const { meterProvider, loggerProvider } = sdk;
    this.#sdk = sdk;
    this.#provisional = meterProvider && provisional(meterProvider);
    this.#each((each) => each.setMeterProvider(this.#provisional ?? discarding));
    if (loggerProvider) this.#each((each) => each.setLoggerProvider(loggerProvider));
    return sdk;
  }

  #each(action: (instrumentation: Instrumentation) => void): void {
    for (const each of this.#options.instrumentations)
      this.#options.faults.guard('an instrumentation refused an SDK', () => action(each));
  }

  #every(seconds: number, action: () => void): Disposable {
    const timer = this.#options.clock.every(seconds, action);
    this.#timers.add(timer);
    return timer;
  }

  #stopTimers(): void {
    for (const timer of this.#timers) timer[Symbol.dispose]();
    this.#timers.clear();
  }
}

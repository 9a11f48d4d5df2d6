import { type Context, context as contexts } from '@opentelemetry/api';
import type { Clock, Faults } from '@plimsoll/kernel';
import { explainTimeout } from './explain.ts';
import { startHealthCheck } from './health-check.ts';
import { type HealthCheckSettings, whyUncheckable } from './health-check-options.ts';
import { Loans } from './loans.ts';
import type {
  CloseReason,
  PoolAdapter,
  PoolEvents,
  PoolIdentity,
  PoolRequest,
  PoolStats,
  TransactionStatus,
} from './pool.ts';
import { type PoolSeries, type PoolState, stateOf } from './series.ts';
import { type CaptureSites, createSiteSampler, type SiteSampler } from './site.ts';
import { createAdviser, type SizeAdviser } from './sizing/adviser.ts';
import { UseTrace } from './sizing/use-trace.ts';

/** How long every acquire of a pool is captured after its last long-held connection, in seconds. */
const HUNT_SECONDS = 600;

/** Where an observed pool tells what happened. Each method is cheap and none throws. */
export interface PoolSink {
  waited(series: PoolSeries, seconds: number): void;
  held(series: PoolSeries, seconds: number): void;
  opened(series: PoolSeries, seconds: number): void;
  timedOut(series: PoolSeries): void;
  closed(series: PoolSeries, reason: CloseReason): void;
  leakSuspected(pool: ObservedPool, loan: PoolRequest, seconds: number): void;
  leakReturned(pool: ObservedPool, loan: PoolRequest, seconds: number): void;
  checked(pool: ObservedPool, seconds: number, error?: unknown): void;
}

export interface ObservedPoolOptions {
  readonly leakThresholdSeconds: number;
  readonly captureSites: CaptureSites;
  /** The wait that 95 of 100 requests are to keep. */
  readonly waitTargetSeconds: number;
  /** Whether nothing is measured but what the pool says of itself. */
  readonly countsOnly?: boolean;
  /** Whether the errors of waits that ran out of time get a cause. */
  readonly explainTimeouts?: boolean;
  /** How old a loan grows before it is taken back; never where it is not given. */
  readonly reclaimAfterSeconds?: number | undefined;
}

export interface ObservedPoolParts extends ObservedPoolOptions {
  /** Reads the pool. */
  readonly stats: () => PoolStats;
  /** As those of its adapter, of this pool. */
  readonly transaction: ((connection: unknown) => TransactionStatus | undefined) | undefined;
  readonly reclaim: ((connection: unknown) => void) | undefined;
  readonly identity: PoolIdentity;
  readonly series: PoolSeries;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly sink: PoolSink;
  readonly owner: object | undefined;
  readonly provisional?: boolean | undefined;
  /** The observation that this one takes over, with its loans. */
  readonly before: ObservedPool | undefined;
}

/** One pool that is watched: its loans, and what it says of itself. Reachable only through its pool. */
export class ObservedPool implements PoolEvents, Disposable {
  readonly series: PoolSeries;
  readonly identity: PoolIdentity;
  /** The function that the application called, where ours stands one deeper: its frame is hidden from sites. */
  entrance: ((...args: never) => unknown) | undefined;
  /** Who began the observation. */
  readonly owner: object | undefined;
  /** Whether whoever wants to observe the pool takes it over. */
  readonly provisional: boolean;
  /** Whether nothing is known but what the pool says of itself. */
  readonly countsOnly: boolean;
  /** How old a loan grows before it counts as a suspected leak. */
  leakThresholdSeconds: number;
  /** How large the pool should be. */
  readonly adviser: SizeAdviser;
  /** Ends the observation and leaves the pool as it was. */
  detach: () => void = () => {};
  readonly #loans: Loans;
  /** Why its connections may be closed. */
  readonly #closes: Set<CloseReason>;
  readonly #stats: () => PoolStats;
  readonly #parts: Pick<ObservedPoolParts, 'transaction' | 'reclaim'>;
  readonly #reclaimAfter: number;
  readonly #clock: Clock;
  readonly #faults: Faults;
  readonly #sink: PoolSink;
  readonly #sites: SiteSampler;
  readonly #trace: UseTrace;
  readonly #huntsByAge: boolean;
  readonly #explains: boolean;
  #hunting = Number.NEGATIVE_INFINITY;
  /** Connections that were lost and not made again yet, and those that were. */
  readonly #remade: { lost: number; made: number };
  #failing = false;

  constructor(parts: ObservedPoolParts) {
    const { stats, identity, series, clock, faults, sink } = parts;
    this.series = series;
    this.identity = identity;
    this.owner = parts.owner;
    this.provisional = parts.provisional ?? false;
    this.countsOnly = parts.countsOnly ?? false;
    this.#remade = parts.before ? parts.before.#remade : { lost: 0, made: 0 };
    this.#loans = parts.before ? parts.before.#loans : new Loans();
    this.#closes = parts.before ? parts.before.#closes : new Set();
    this.#trace = parts.before ? parts.before.#trace : new UseTrace();
    this.adviser = createAdviser(this.#trace, parts.waitTargetSeconds);
    this.#stats = stats;
    this.#parts = parts;
    this.#reclaimAfter = parts.reclaimAfterSeconds ?? Number.POSITIVE_INFINITY;
    this.#clock = clock;
    this.#faults = faults;
    this.#sink = sink;
    this.#sites = createSiteSampler(parts.captureSites);
    this.#huntsByAge = parts.captureSites === 'auto';
    this.#explains = parts.explainTimeouts ?? false;
    this.leakThresholdSeconds = parts.leakThresholdSeconds;
  }

  [Symbol.dispose](): void {
    this.detach();
  }

  requested(entry: (...args: never) => unknown): PoolRequest {
    let context: Context | undefined;
    try {
      context = contexts.active();
    } catch (error) {
      this.#faults.report('reading the active context failed', error);
    }
    const site = this.#sites.capture(this.entrance ?? entry);
    return { since: this.#clock.now(), context, site, use: 0, leaked: false };
  }

  granted(request: PoolRequest, connection: unknown, atOnce = false): void {
    const now = atOnce ? request.since : this.#clock.now();
    this.#sink.waited(this.series, now - request.since);
    request.use = this.#trace.granted(request.since, now);
    request.since = now;
    this.#failing = false;
    this.#loans.lend(connection, request);
  }

  refused(timeout: boolean, error?: unknown, counted: boolean = false): void {
    if (!timeout) return;
    this.#sink.timedOut(this.series);
    if (this.#explains)
      this.#faults.guard('explaining a timeout failed', () =>
        this.#explain(error, counted ? 1 : 0),
      );
  }

  returned(connection: unknown): void {
    const loan = this.#loans.end(connection);
    if (!loan) return;
    const seconds = this.#clock.now() - loan.since;
    this.#trace.returned(loan.use, seconds);
    this.#sink.held(this.series, seconds);
    if (loan.leaked) this.#sink.leakReturned(this, loan, seconds);
  }

  creating(): number {
    return this.#clock.now();
  }

  created(since: number | undefined): void {
    this.#failing = false;
    if (this.#remade.lost > 0) {
      this.#remade.lost--;
      this.#remade.made++;
    }
    if (since !== undefined) this.#sink.opened(this.series, this.#clock.now() - since);
  }

  createFailed(): void {
    this.#failing = true;
  }

  closed(reason: CloseReason): void {
    if (reason === 'error' || reason === 'health_check') this.#remade.lost++;
    this.#sink.closed(this.series, reason);
  }

  /** Takes in why its connections may be closed, beside what was told before. */
  mayClose(...reasons: readonly CloseReason[]): void {
    for (const reason of reasons) this.#closes.add(reason);
    if (!this.countsOnly) this.series.expect(this.#closes);
  }

  /** Connections that were made in place of one that was lost: closed by `error` or `health_check`. */
  get reconnects(): number {
    return this.#remade.made;
  }

  checked(seconds: number, error?: unknown): void {
    this.#sink.checked(this, seconds, error);
  }

  /** Checks the idle connections of `pool`, which is this one, until the result is disposed. */
  startChecks<P extends object>(
    pool: P,
    adapter: PoolAdapter<P>,
    settings: HealthCheckSettings,
  ): Disposable | undefined {
    const why = whyUncheckable(pool, adapter, settings);
    if (why) {
      this.#faults.report(`a pool of ${this.identity.client} is not checked: ${why}`);
      return undefined;
    }
    const sink = this.#sink;
    const self = new WeakRef(this);
    return startHealthCheck({
      pool,
      adapter,
      settings,
      clock: this.#clock,
      faults: this.#faults,
      random: Math.random,
      checked(seconds, error) {
        const observed = self.deref();
        if (observed) sink.checked(observed, seconds, error);
      },
    });
  }

  /** What the pool says now; `undefined` where its getters throw. */
  stats(): PoolStats | undefined {
    return this.#faults.guard(`${this.series.name}: reading the pool failed`, this.#stats);
  }

  /** Age of the oldest loan in seconds; `0` without one. */
  maxUseAge(): number {
    const oldest = this.#loans.oldest();
    return oldest ? this.#clock.now() - oldest.since : 0;
  }

  /** Loans that are older than the leak threshold. */
  longHeld(): number {
    return this.#loans.countSince(this.#clock.now() - this.leakThresholdSeconds);
  }

  /** Looks for loans that have grown too old since the last look, and forgets connections that are back. */
  sweep(): void {
    const now = this.#clock.now();
    const overdue = this.#loans.sweep(now - this.leakThresholdSeconds);
    if (overdue.length > 0) this.#hunting = now + HUNT_SECONDS;
    for (const [connection, loan] of overdue) {
      const seconds = now - loan.since;
      if (!loan.leaked) this.#suspect(connection, loan, seconds);
      if (!loan.reclaimed && seconds >= this.#reclaimAfter) this.#reclaim(connection, loan);
    }
    if (this.#huntsByAge) this.#sites.every = now < this.#hunting;
    this.#sites.look();
  }

  #suspect(connection: unknown, loan: PoolRequest, seconds: number): void {
    loan.leaked = true;
    loan.transaction = this.#faults.guard('reading the status of a transaction failed', () =>
      this.#parts.transaction?.(connection),
    );
    this.#sink.leakSuspected(this, loan, seconds);
  }

  #reclaim(connection: unknown, loan: PoolRequest): void {
    loan.reclaimed = true;
    const { reclaim } = this.#parts;
    if (!reclaim)
      this.#faults.report(`a pool of ${this.identity.client} cannot take connections back`);
    else this.#faults.guard('taking a connection back failed', () => reclaim(connection));
  }

  /** `gone` of those that the pool counts as waiting have given up. */
  #explain(error: unknown, gone: number): void {
    const stats = this.stats();
    const loan = this.#loans.oldest();
    const oldest = loan && { seconds: this.#clock.now() - loan.since, site: loan.site };
    if (!stats) return;
    const left = { ...stats, pending: stats.pending - gone };
    explainTimeout(error, { name: this.series.name, stats: left, oldest });
  }

  state(stats: PoolStats): PoolState {
    return stateOf(stats, this.#failing, this.longHeld());
  }
}

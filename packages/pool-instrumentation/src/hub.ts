import type { Meter } from '@opentelemetry/api';
import {
  type Clock,
  createCleanup,
  type InstrumentationConfig,
  type InstrumentationContext,
  InstrumentationHost,
  systemClock,
} from '@plimsoll/kernel';
import { HttpClients, publishHttp } from './http-clients.ts';
import type { HubObservation } from './hub-observation.ts';
import { leftOf } from './leave-to.ts';
import { poolName, uniqueName } from './names.ts';
import { ObservedPool } from './observed-pool.ts';
import type { PoolAdapter } from './pool.ts';
import { publishStats } from './publish.ts';
import { PoolRecording } from './recording.ts';
import { PoolSeries } from './series.ts';
import { SCOPE } from './version.ts';

/** How many pools get a name of their own; the rest reports together as `other`. */
const NAME_LIMIT = 100;

/** How often loans are looked at for their age. */
const SWEEP_SECONDS = 1;

/** All pools of the process that are observed; one stands for all copies of this package. */
export class PoolHub extends InstrumentationHost<InstrumentationConfig> {
  readonly http: HttpClients = new HttpClients();
  /** What happens to them. */
  readonly recording: PoolRecording;
  /** The pools whose size is ours to set. */
  readonly sized: WeakSet<object> = new WeakSet();
  readonly #series = new Map<string, PoolSeries<ObservedPool>>();
  readonly #observed = new WeakMap<object, ObservedPool>();
  #sweep: Disposable | undefined;
  #wasRead = false;

  constructor(clock: Clock = systemClock) {
    super(SCOPE, {}, clock);
    this.recording = new PoolRecording(this.context, () => this.series());
  }

  protected override start(context: InstrumentationContext): Disposable {
    const cleanup = createCleanup();
    cleanup.use(publishStats(context.meter, () => this.#begun()));
    cleanup.use(publishHttp(context.meter, this.http, context.faults));
    cleanup.defer(() => this.#sweep?.[Symbol.dispose]());
    return cleanup;
  }

  /** Whether a reader has series of this hub: their last values are to be their zeros, for what is read once stays. */
  get wasRead(): boolean {
    return this.#wasRead || this.http.wasRead;
  }

  /** Where this hub reports. */
  get meter(): Meter | undefined {
    return this.context.meter.target;
  }

  /** Goes on with the zeros of a hub that has ended, where the same SDK has its series. */
  inherit(before: PoolHub): void {
    if (!before.meter || before.meter !== this.meter) return;
    for (const series of before.series()) {
      series.clear();
      this.#series.set(series.name, series);
    }
  }

  /** Monotonic seconds of the clock by which the pools are watched. */
  now(): number {
    return this.context.clock.now();
  }

  /** Calls `action` every `seconds` until disposed, as `attempt` does. */
  every(
    seconds: number,
    cause: string,
    action: (context: InstrumentationContext) => unknown,
  ): Disposable {
    return this.context.clock.every(seconds, () => this.attempt(cause, action));
  }

  /** Calls `action`; what it throws, or rejects with, is one warning that names `cause`. */
  attempt(cause: string, action: (context: InstrumentationContext) => unknown): void {
    const { faults } = this.context;
    const result = faults.guard(cause, () => action(this.context));
    Promise.resolve(result).catch((error: unknown) => faults.report(cause, error));
  }

  /** The observation of `pool`, where there is one. */
  find(pool: object): ObservedPool | undefined {
    return this.#observed.get(pool);
  }

  /**
   * Watches `pool` until it is detached. An observation without an owner, which the application asked for by name, takes
   * over from one that has an owner; else a pool that is watched already stays as it is, and the answer is `undefined`.
   */
  observe<P extends object>(
    pool: P,
    adapter: PoolAdapter<P>,
    { name, nameInGroup, identity: known, leaveTo, healthCheck, owner, ...options }: HubObservation,
  ): ObservedPool | undefined {
    const { clock, faults } = this.context;
    const standing = this.#observed.get(pool);
    if (standing && !standing.provisional && (owner || !standing.owner)) {
      this.saysItStands(`${standing.series.name}: the pool`);
      return undefined;
    }
    const told = faults.guard('naming a pool failed', () => adapter.identify(pool));
    const identity = { client: 'pool', ...known, ...told };
    const countsOnly = (options.countsOnly && !adapter.countsByWatching) ?? false;
    standing?.detach();
    const series = this.#seriesFor(poolName(name, identity, nameInGroup));
    const parts = {
      identity,
      series,
      clock,
      faults,
      sink: this.recording,
      owner,
      ...options,
      countsOnly,
    };
    const observed = new ObservedPool({
      stats: () => adapter.stats(pool),
      transaction: adapter.transaction,
      reclaim: adapter.reclaim && ((connection) => adapter.reclaim?.(pool, connection)),
      before: standing,
      ...parts,
    });
    const watching = countsOnly
      ? createCleanup()
      : faults.guard(`${series.name}: watching the pool failed`, () =>
          adapter.watch(pool, observed),
        );
    if (!watching) {
      this.#dropUnseen(series);
      return undefined;
    }
    const checking = healthCheck && observed.startChecks(pool, adapter, healthCheck);
    observed.mayClose(...(adapter.closes ?? []));
    if (checking) observed.mayClose('health_check');
    if (adapter.reclaim && options.reclaimAfterSeconds !== undefined) observed.mayClose('leak');
    observed.detach = () => {
      observed.detach = () => {};
      checking?.[Symbol.dispose]();
      this.#observed.delete(pool);
      series.remove(observed);
      this.#dropUnseen(series);
      watching[Symbol.dispose]();
    };
    series.leaves = leftOf(identity.client, leaveTo);
    series.add(observed);
    this.#observed.set(pool, observed);
    this.#startSweep();
    return observed;
  }

  /** Tells, once, that what was to be observed is observed already. */
  saysItStands(what: string): void {
    this.context.faults.report(`${what} is observed already, the first stays`);
  }

  /** Ends what `owner` observes. */
  detachAll(owner: object): void {
    const cleanup = createCleanup();
    for (const pool of this.watched()) if (pool.owner === owner) cleanup.defer(() => pool.detach());
    cleanup[Symbol.dispose]();
  }

  /** Every pool that is watched; those that were collected are gone. */
  watched(): ObservedPool[] {
    return [...this.#series.values()].flatMap((series) => series.watched());
  }

  series(): Iterable<PoolSeries<ObservedPool>> {
    return this.#series.values();
  }

  #seriesFor(wanted: string): PoolSeries<ObservedPool> {
    const unique = uniqueName(wanted, (name) => (this.#series.get(name)?.live().length ?? 0) > 0);
    const known = this.#series.get(unique);
    if (known) return known;
    const name = this.#series.size < NAME_LIMIT ? unique : 'other';
    const series = this.#series.get(name) ?? new PoolSeries<ObservedPool>(name);
    this.#series.set(name, series);
    return series;
  }

  /** What no reader can have, and no pool is in, goes as if it had never been. */
  #dropUnseen(series: PoolSeries): void {
    if (!series.seen && !series.recorded() && series.watched().length === 0)
      this.#series.delete(series.name);
  }

  *#begun(): Generator<PoolSeries<ObservedPool>> {
    for (const series of this.#series.values()) {
      this.#wasRead = true;
      this.recording.begin(series);
      yield series;
    }
  }

  /** Apart from `observe`, whose pool a closure in it would hold. */
  #startSweep(): void {
    this.#sweep ??= this.context.clock.every(SWEEP_SECONDS, () => this.#look());
  }

  #look(): void {
    const watched = this.watched();
    for (const series of this.#series.values()) this.recording.begin(series);
    for (const pool of watched)
      this.context.faults.guard('looking for leaks failed', () => pool.sweep());
    for (const pool of watched)
      this.context.faults.guard('advising a size failed', () =>
        pool.adviser.step(this.context.clock.now()),
      );
    if (watched.length > 0) return;
    this.#sweep?.[Symbol.dispose]();
    this.#sweep = undefined;
  }
}

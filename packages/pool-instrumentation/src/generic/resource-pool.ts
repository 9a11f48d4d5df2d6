import { type Clock, createFaults, type Faults } from '@plimsoll/kernel';
import { OBSERVABLE, type ObservablePool } from '../adapters/resource-pool.ts';
import type { CloseReason, PoolEvents, PoolStats } from '../pool.ts';
import { SCOPE } from '../version.ts';
import { type AcquireOptions, acquireOptions } from './acquire-options.ts';
import { acquireTimeout, PoolTimeoutError, PoolUnavailableError } from './errors.ts';
import type { Box, ResourceFactory } from './factory.ts';
import { createHousekeeping } from './housekeeping.ts';
import { Lease } from './lease.ts';
import { createLifecycle, type PoolLifecycleState } from './lifecycle.ts';
import { PRIORITIES, RequestQueue } from './request-queue.ts';
import type { PoolSettings } from './settings.ts';
import { Store } from './store.ts';
import { Supply } from './supply.ts';
import { waitWithin } from './wait-within.ts';
import { Waits } from './waits.ts';

type Entry = (...args: never) => unknown;

/** @internal Where a test puts its own. */
export interface PoolSurroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly faults?: Faults;
}

/** A pool of resources, made by `createPool`. */
export class ResourcePool<T> implements AsyncDisposable {
  readonly name: string | undefined;
  readonly #settings: PoolSettings;
  readonly #clock: Clock;
  readonly #lifecycle = createLifecycle();
  readonly #queue: RequestQueue;
  readonly #supply: Supply<T>;
  readonly #store: Store<T>;
  readonly #waits: Waits;
  readonly #housekeeping: Disposable;
  #events: PoolEvents | undefined;
  #starting: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  /** What makes a start hopeless. */
  #fatal: { readonly error: unknown } | undefined;

  /** @internal */
  constructor(factory: ResourceFactory<T>, settings: PoolSettings, around: PoolSurroundings) {
    const { clock, random, faults = createFaults(SCOPE.name) } = around;
    this.name = settings.name;
    this.#settings = settings;
    this.#clock = clock;
    this.#waits = new Waits(clock);
    this.#queue = new RequestQueue(clock, settings.priorityAgingMillis / 1000);
    this.#supply = new Supply({
      factory,
      settings,
      clock,
      random,
      faults,
      events: () => this.#events,
      createFailed: (error) => this.#createFailed(error),
      isOver: () => this.#store.spareResourceCapacity < 0,
      destroyed: () => this.#store._dispense(),
    });
    this.#store = new Store({
      supply: this.#supply,
      queue: this.#queue,
      max: settings.max,
      tests: factory.validate !== undefined,
      changed: () => this.#changed(),
    });
    Object.defineProperty(this, OBSERVABLE, { value: this.#observable() });
    this.#housekeeping = createHousekeeping(clock, this.#store, this.#supply, settings);
  }

  /** What the pool is in its life. */
  get state(): PoolLifecycleState {
    return this.#lifecycle.state;
  }

  /** The numbers of the pool. */
  get stats(): PoolStats {
    const { borrowed: used, open, max } = this.#store;
    return {
      used,
      idle: open - used,
      pending: this.#queue.length,
      limit: max,
      idleMax: max,
      idleMin: this.#settings.minIdle,
      ended: this.state === 'closed',
    };
  }

  /**
   * Opens `minIdle` resources, or one, and waits for them. Where `failFast` is on it rejects with the failure to create
   * that does not pass, or with the last one of `startTimeoutMillis`, and closes the pool. A pool that nobody starts
   * starts with its first request, and one that is closed never again: it rejects with a `PoolUnavailableError`.
   */
  async start(): Promise<void> {
    this.#starting ??= this.#start();
    await this.#starting;
    this.#mustLend();
  }

  /**
   * Lends a resource: `await using lease = await pool.acquire()`.
   *
   * @throws a `PoolTimeoutError` where none came in time, a `PoolUnavailableError` where the pool is closed or too many
   * wait, the reason of `signal`, the failure to create where nothing is open and the failure does not pass, or a `TypeError`
   * or `RangeError` for a wrong option
   */
  async acquire(options?: AcquireOptions): Promise<Lease<T>> {
    return this.#acquire(options, this.acquire);
  }

  /** Runs `run` with a resource and gives it back however that ends. */
  async use<R>(run: (resource: T) => R | PromiseLike<R>, options?: AcquireOptions): Promise<R> {
    const lease = await this.#acquire(options, this.use);
    try {
      return await run(lease.resource);
    } finally {
      lease.release();
    }
  }

  /**
   * Takes no more requests, serves those that wait, waits for what is lent at most `drainTimeoutMillis`, then refuses who
   * still waits and destroys everything, the youngest first. Always the same promise; it never rejects.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #start(): Promise<void> {
    if (this.state !== 'created') return this.#mustLend();
    const { minIdle, failFast, startTimeoutMillis } = this.#settings;
    const wanted = Math.max(minIdle, failFast ? 1 : 0);
    this.#lifecycle.to('starting');
    const ready = (): boolean => this.#store.open >= wanted;
    this.#store.fill(wanted);
    await this.#waits.until(
      () => ready() || this.state !== 'starting' || (failFast && this.#fatal !== undefined),
      startTimeoutMillis,
    );
    this.#mustLend();
    if (ready() || !failFast) return this.#lifecycle.to('running');
    const error = this.#fatal?.error ?? this.#supply.lastError ?? this.#timeout(startTimeoutMillis);
    await this.close();
    throw error;
  }

  async #acquire(given: AcquireOptions | undefined, entry: Entry): Promise<Lease<T>> {
    const options = acquireOptions(given);
    const events = this.#events;
    const request = events?.requested(entry);
    try {
      const box = await this.#wait(options);
      if (request) events?.granted(request, box);
      return new Lease(box, (back, way) => this.#giveBack(back, way));
    } catch (error) {
      events?.refused(error instanceof PoolTimeoutError, error);
      throw error;
    }
  }

  async #wait({
    priority,
    signal,
    timeoutMillis,
  }: ReturnType<typeof acquireOptions>): Promise<Box<T>> {
    const millis = timeoutMillis ?? this.#settings.acquireTimeoutMillis;
    this.#mustLend();
    signal?.throwIfAborted();
    if (this.#queue.length >= this.#settings.maxWaiting && this.#store.isBusy)
      throw new PoolUnavailableError('POOL_QUEUE_FULL', `${this.#queue.length} wait already`);
    if (this.state === 'created') {
      this.#lifecycle.to('starting');
      this.#lifecycle.to('running');
    }
    const { request, box } = this.#store.request(PRIORITIES.indexOf(priority));
    // Served at once: a timer would cost more than the rest of the acquire.
    if (request.state !== 'PENDING') return box;
    const refuse = (reason: unknown): void => {
      if (this.#queue.refuse(request, reason)) this.#changed();
    };
    const timeout = (): PoolTimeoutError => this.#timeout(millis);
    return waitWithin(box, { clock: this.#clock, millis, signal, timeout, refuse });
  }

  #giveBack(box: Box<T>, way: 'release' | 'destroy'): void {
    // Not where the pool was closed, which took it back already.
    if (!this.#store.isBorrowedResource(box)) return;
    this.#events?.returned(box);
    box.uses++;
    box.idleSince = this.#clock.now();
    box.aliveAt = box.idleSince;
    const reason = way === 'destroy' ? 'error' : this.#retirement(box);
    if (reason) this.#end(box, reason);
    else void this.#store.release(box);
  }

  #retirement(box: Box<T>): CloseReason | undefined {
    if (this.#supply.isExpired(box)) return 'max_lifetime';
    if (box.uses >= this.#settings.maxUses) return 'max_uses';
    return this.#store.isOver ? 'idle_timeout' : undefined;
  }

  #takeBack(box: Box<T>, reason: CloseReason): void {
    if (!this.#store.isBorrowedResource(box)) return;
    this.#events?.returned(box);
    this.#end(box, reason);
  }

  #end(box: Box<T>, reason: CloseReason): void {
    box.reason = reason;
    void this.#store.destroy(box);
  }

  async #close(): Promise<void> {
    this.#lifecycle.to('draining');
    this.#changed();
    await this.#waits.until(
      () => this.#queue.length === 0 && this.#store.borrowed === 0,
      this.#settings.drainTimeoutMillis,
    );
    const closed = this.#closed();
    this.#queue.refuseAll(closed);
    this.#supply.stop(closed);
    this.#housekeeping[Symbol.dispose]();
    for (const box of this.#store.lent) this.#takeBack(box, 'shutdown');
    await this.#waits.until(() => {
      this.#store.closeAllIdle('shutdown');
      return this.#store.isEmpty;
    });
    this.#lifecycle.to('closed');
  }

  #createFailed(error: unknown): void {
    if (this.#settings.isTransient(error)) return;
    this.#fatal ??= { error };
    // Whoever waits while something is open can be served by it.
    if (this.#store.open === 0) this.#queue.dequeue()?.reject(error);
  }

  #changed(): void {
    const { state } = this;
    const { minIdle, failFast } = this.#settings;
    if (state === 'starting') this.#store.fill(Math.max(minIdle, failFast ? 1 : 0));
    if (state === 'running') this.#store.fill(minIdle);
    this.#waits.look();
  }

  /** What the instrumentation watches. */
  #observable(): ObservablePool {
    return {
      name: this.name,
      stats: () => this.stats,
      lease: async () => {
        const lease = await this.#acquire(undefined, this.acquire);
        return {
          connection: lease.resource,
          release: () => lease.release(),
          destroy: () => lease.destroy(),
        };
      },
      reclaim: (box) => this.#takeBack(box as Box<T>, 'leak'),
      end: () => this.close(),
      takeIdle: (skip) => this.#store.takeIdle(skip),
      resize: (limit) => this.#store.resize(limit),
      watch: (events) => {
        this.#events = events;
        return {
          [Symbol.dispose]: () => {
            if (this.#events === events) this.#events = undefined;
          },
        };
      },
    };
  }

  #mustLend(): void {
    if (this.state === 'draining' || this.state === 'closed') throw this.#closed();
  }

  #closed(): PoolUnavailableError {
    return new PoolUnavailableError('POOL_CLOSED', `The pool is ${this.state}`);
  }

  #timeout(millis: number): PoolTimeoutError {
    return acquireTimeout(millis, this.stats, this.#supply.lastError);
  }
}
